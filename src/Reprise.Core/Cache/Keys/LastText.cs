using System.Text;
using Reprise.Wire;

namespace Reprise.Cache.Keys;

/// <summary>Finds the one text of a request that may be reworded: the only text of its last message, which is the user's.</summary>
/// <param name="tape">The request.</param>
/// <param name="json">Its bytes.</param>
internal ref struct LastText(JsonTape tape, ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>Its node; −1 when there is none.</summary>
    public int Text { get; private set; } = -1;

    /// <summary>Why there is none, or why it may not be reworded.</summary>
    public string? Refusal { get; private set; }

    public void Refuse(string reason) => Refusal ??= reason;

    public void InPrompt(int prompt)
    {
        if (tape.IsString(prompt)) Text = prompt;
        else if (tape.IsArray(prompt) && tape[prompt].Length == 1 && tape.IsString(prompt + 1)) Text = prompt + 1;
        else Refuse(CacheReasons.ExactOnly);
    }

    /// <summary>A list of messages, one message, or one text.</summary>
    public void InConversation(int conversation)
    {
        if (tape.IsString(conversation))
        {
            Text = conversation;
            return;
        }

        var last = tape.IsObject(conversation) ? conversation : -1;
        if (tape.IsArray(conversation))
        {
            for (var item = conversation + 1; item < tape[conversation].Next; item = tape[item].Next) last = item;
        }

        if (last < 0 || !tape.IsObject(last)) Refuse(CacheReasons.NoText);
        else InMessage(last);
    }

    private void InMessage(int message)
    {
        var (content, type) = (-1, -1);
        var role = -1;
        var end = tape[message].Next;
        for (var name = message + 1; name < end; name = tape[name + 1].Next)
        {
            var text = tape.Text(_json, name);
            var value = name + 1;
            if (text.Is("role"u8)) role = value;
            else if (text.Is("type"u8)) type = value;
            else if (text.Is("content"u8) || text.Is("parts"u8)) content = content < 0 ? value : Twice();
            else if (tape.IsOff(value) || tape[name].IsLeftOut || text.Is("name"u8) || text.Is("id"u8) || text.Is("status"u8)) continue;
            else Refuse(text.Is("images"u8) ? CacheReasons.Attachments : IsToolWord(text) ? CacheReasons.ToolTraffic : CacheReasons.ExactOnly);
        }

        var whose = WhoseNot(role, type);
        if (whose is not null) Refusal = whose;
        else if (content < 0 || tape.IsOff(content)) Refuse(CacheReasons.NoText);
        else if (tape.IsString(content)) Text = content;
        else if (tape.IsArray(content)) InParts(content);
        else Refuse(CacheReasons.ExactOnly);
    }

    private int Twice()
    {
        Refuse(CacheReasons.ExactOnly);
        return -1;
    }

    /// <summary>Null when the message is the user's; else what it is taken for.</summary>
    private readonly string? WhoseNot(int role, int type)
    {
        if (role < 0 || !tape.IsString(role))
        {
            // Google's messages may go without a role; an item of OpenAI's with a type and none is a call or its result.
            return role < 0 && (type < 0 || tape.IsString(type) && tape.Text(_json, type).Is("message"u8)) ? null : CacheReasons.ToolTraffic;
        }

        var word = tape.Text(_json, role);
        if (Ascii.EqualsIgnoreCase(word, "user"u8)) return null;
        return word.Is("assistant"u8) || word.Is("model"u8) || word.Is("tool"u8) || word.Is("function"u8) || word.Is("TOOL"u8) || word.Is("CHATBOT"u8)
            ? CacheReasons.ToolTraffic
            : CacheReasons.NoText;
    }

    private void InParts(int parts)
    {
        var text = -1;
        for (var part = parts + 1; part < tape[parts].Next; part = tape[part].Next)
        {
            var found = tape.IsString(part) ? part : InPart(part);
            if (found >= 0) text = found;
        }

        if (tape[parts].Length == 1 && text >= 0) Text = text;
        else Refuse(CacheReasons.ExactOnly);
    }

    /// <summary>The text of a part that is nothing but a text; −1 for any other, with the reason.</summary>
    private int InPart(int part)
    {
        if (!tape.IsObject(part))
        {
            Refuse(CacheReasons.ExactOnly);
            return -1;
        }

        var text = -1;
        string? refusal = null;
        var end = tape[part].Next;
        for (var name = part + 1; name < end; name = tape[name + 1].Next)
        {
            var property = tape.Text(_json, name);
            var value = name + 1;
            if (property.Is("type"u8))
            {
                if (tape.IsString(value) && (tape.Text(_json, value).Is("text"u8) || tape.Text(_json, value).Is("input_text"u8))) continue;
                refusal = tape.IsString(value) && IsToolWord(tape.Text(_json, value)) ? CacheReasons.ToolTraffic : CacheReasons.Attachments;
            }
            else if (property.Is("text"u8) && tape.IsString(value)) text = value;
            else if (tape.IsOff(value) || tape[name].IsLeftOut) continue;
            else if (IsToolWord(property)) refusal = CacheReasons.ToolTraffic;
            else refusal ??= IsMark(property) ? CacheReasons.ExactOnly : CacheReasons.Attachments;
        }

        if (refusal is not null) Refuse(refusal);
        return refusal is null ? text : -1;
    }

    private static bool IsMark(ReadOnlySpan<byte> property) => property.Is("cachePoint"u8) || property.Is("guardContent"u8) || property.Is("cache_control"u8);

    private static bool IsToolWord(ReadOnlySpan<byte> word) =>
        word.StartsWith("tool"u8) || word.StartsWith("function"u8) || word.EndsWith("_tool_result"u8) || word.EndsWith("tool_use"u8) || word.EndsWith("_call_output"u8);
}
