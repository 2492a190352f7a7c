using System.Buffers.Text;
using System.Text;
using Reprise.Wire;

namespace Reprise.Cache.Keys;

/// <summary>Walks the top of a request and finds what decides how it may be matched. What is left out of the key is marked on the tape.</summary>
/// <param name="tape">The request.</param>
/// <param name="json">Its bytes.</param>
/// <param name="family">What its names mean.</param>
internal ref struct RequestReading(JsonTape tape, ReadOnlySpan<byte> json, KeyFamily family)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private int _conversation = -1;
    private int _prompt = -1;
    private double? _temperature;
    private bool _isSeeded;
    private bool _offersTools;
    private string? _textRefusal;

    public string? Model { get; private set; }
    public bool Stream { get; private set; } = family.StreamsByDefault;

    /// <summary>Why the cache must not answer at all; null when it may.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Why only the very same request may be answered; null when the rest of the reading finds nothing against a reworded one.</summary>
    public string? SemanticRefusal { get; private set; }

    /// <summary>The node of the last user text; −1 when there is none that may be reworded.</summary>
    public int Text { get; private set; } = -1;

    public void Read(bool semanticWithTools, double maxTemperature)
    {
        var end = tape[0].Next;
        for (var name = 1; name < end; name = tape[name + 1].Next) Top(name, tape.Text(_json, name));
        if (!family.IsEmbedding && !_isSeeded && !((_temperature ?? 1) <= maxTemperature)) Refusal ??= CacheReasons.Temperature;
        if (Refusal is not null) return;

        var message = new LastText(tape, _json);
        if (family.Form is TextForm.None) message.Refuse(CacheReasons.ExactOnly);
        else if (_conversation >= 0 && family.Form is TextForm.LastMessage) message.InConversation(_conversation);
        else if (_prompt >= 0) message.InPrompt(_prompt);
        else message.Refuse(CacheReasons.ExactOnly);
        Text = message.Text;
        SemanticRefusal = message.Refusal ?? _textRefusal ?? (_offersTools && !semanticWithTools ? CacheReasons.Tools : null);
    }

    private void Top(int name, ReadOnlySpan<byte> text)
    {
        var value = name + 1;
        var property = family.Properties.Find(text);
        switch (property)
        {
            case Property.Other:
                // Ollama takes names in any case, so one could say behind our back what another says here.
                if (family.StreamsByDefault && text.IndexOfAnyInRange((byte)'A', (byte)'Z') >= 0) Refusal ??= CacheReasons.NotReadable;
                else if (family.HasCacheMarks && text.Is("system"u8)) LeaveOutMarks(value, level: 0);
                break;
            case Property.Model:
                if (tape.IsString(value)) Model = Encoding.UTF8.GetString(tape.Text(_json, value));
                break;
            case Property.Stream:
                ReadStream(name);
                break;
            case Property.StreamOptions:
                tape[name].IsLeftOut = tape.IsObject(value) || tape.IsOff(value);
                break;
            case Property.LeftOut:
                tape[name].IsLeftOut = true;
                break;
            case Property.Conversation:
                ReadConversation(value);
                break;
            case Property.Prompt:
                _prompt = value;
                break;
            case Property.Settings:
                ReadSettings(value);
                break;
            case Property.ToolSettings:
                ReadSettings(value);
                break;
            case Property.Template:
                if (!tape.IsOff(value)) Refusal ??= CacheReasons.ServerState;
                break;
            default:
                Parameter(property, text, value);
                break;
        }
    }

    private void ReadStream(int name)
    {
        var value = name + 1;
        if (tape[value].Kind is System.Text.Json.JsonTokenType.True) Stream = true;
        else if (tape[value].Kind is System.Text.Json.JsonTokenType.False) Stream = false;
        else if (tape[value].Kind is not System.Text.Json.JsonTokenType.Null) return;
        tape[name].IsLeftOut = true;
    }

    private void ReadConversation(int value)
    {
        _conversation = value;
        if (family.HasCacheMarks) LeaveOutMarks(value, level: 0);
        if (!tape.IsArray(value)) return;
        for (var item = value + 1; item < tape[value].Next; item = tape[item].Next)
        {
            if (Member(item, "type"u8) is var type && type >= 0 && tape.IsString(type) && tape.Text(_json, type).Is("item_reference"u8)) Refusal ??= CacheReasons.ServerState;
        }
    }

    /// <summary>Parameters that stand one level down.</summary>
    private void ReadSettings(int value)
    {
        if (!tape.IsObject(value)) return;
        var end = tape[value].Next;
        for (var name = value + 1; name < end; name = tape[name + 1].Next)
        {
            var text = tape.Text(_json, name);
            Parameter(family.Properties.Find(text), text, name + 1);
        }
    }

    private void Parameter(Property property, ReadOnlySpan<byte> name, int value)
    {
        if (tape.IsOff(value)) return;
        switch (property)
        {
            case Property.Temperature:
                if (Number(value) is { } temperature) _temperature = Math.Max(_temperature ?? double.MinValue, temperature);
                else Refusal ??= CacheReasons.Temperature;
                break;
            case Property.Seed:
                _isSeeded = true;
                break;
            case Property.Choices:
                if (!(Number(value) <= 1)) Refusal ??= CacheReasons.SeveralChoices;
                break;
            case Property.Logprobs:
                if (!(name.Is("top_logprobs"u8) && Number(value) == 0)) Refusal ??= CacheReasons.Logprobs;
                break;
            case Property.Include:
                if (HoldsText(value, "message.output_text.logprobs"u8)) Refusal ??= CacheReasons.Logprobs;
                break;
            case Property.Modalities:
                if (!IsOnlyText(value)) Refusal ??= CacheReasons.NotCacheable;
                break;
            case Property.Audio:
                Refusal ??= CacheReasons.NotCacheable;
                break;
            case Property.ServerState:
                Refusal ??= CacheReasons.ServerState;
                break;
            case Property.Tools:
                ReadTools(value);
                break;
            case Property.ToolChoice:
                if (IsForced(value)) _textRefusal ??= CacheReasons.ToolTraffic;
                break;
            case Property.ToolResults:
                _textRefusal ??= CacheReasons.ToolTraffic;
                break;
            case Property.Images:
                _textRefusal ??= CacheReasons.Attachments;
                break;
            case Property.TextIsBound:
                _textRefusal ??= CacheReasons.ExactOnly;
                break;
        }
    }

    private void ReadTools(int value)
    {
        _offersTools = true;
        if (family.HasCacheMarks) LeaveOutMarks(value, level: 0);
        if (!tape.IsArray(value))
        {
            if (!WorldAccess.IsClientTool(tape, _json, value)) Refusal ??= CacheReasons.ServerState;
            return;
        }

        for (var tool = value + 1; tool < tape[value].Next; tool = tape[tool].Next)
        {
            if (!WorldAccess.IsClientTool(tape, _json, tool)) Refusal ??= CacheReasons.ServerState;
        }
    }

    /// <summary>Whether the model must call a tool: any word but <c>auto</c> and <c>none</c>, wherever the provider puts it.</summary>
    private readonly bool IsForced(int value)
    {
        if (tape.IsString(value)) return !IsFree(tape.Text(_json, value));
        if (!tape.IsObject(value)) return true;
        var word = Member(value, "type"u8);
        if (word < 0) word = Member(value, "mode"u8);
        if (word >= 0 && tape.IsString(word)) return !IsFree(tape.Text(_json, word));
        return !(tape[value].Length == 1 && tape.Text(_json, value + 1).Is("auto"u8));
    }

    private static bool IsFree(ReadOnlySpan<byte> choice) =>
        Ascii.EqualsIgnoreCase(choice, "auto"u8) || Ascii.EqualsIgnoreCase(choice, "none"u8) || Ascii.EqualsIgnoreCase(choice, "MODE_UNSPECIFIED"u8);

    private readonly double? Number(int value) =>
        tape[value].Kind is System.Text.Json.JsonTokenType.Number && Utf8Parser.TryParse(tape.Text(_json, value), out double number, out _) ? number : null;

    private readonly bool HoldsText(int array, ReadOnlySpan<byte> text)
    {
        for (var item = array + 1; item < tape[array].Next; item = tape[item].Next)
        {
            if (tape.IsString(item) && tape.Text(_json, item).SequenceEqual(text)) return true;
        }

        return false;
    }

    private readonly bool IsOnlyText(int array)
    {
        for (var item = array + 1; item < tape[array].Next; item = tape[item].Next)
        {
            if (!tape.IsString(item) || !Ascii.EqualsIgnoreCase(tape.Text(_json, item), "text"u8)) return false;
        }

        return tape.IsArray(array);
    }

    /// <summary>The value of a property; −1 when there is none.</summary>
    private readonly int Member(int value, ReadOnlySpan<byte> property)
    {
        if (!tape.IsObject(value)) return -1;
        var end = tape[value].Next;
        for (var name = value + 1; name < end; name = tape[name + 1].Next)
        {
            if (tape.Text(_json, name).SequenceEqual(property)) return name + 1;
        }

        return -1;
    }

    /// <summary>
    /// Leaves out the marks of the provider's prompt cache, which move along with a conversation and change no answer. Only where blocks stand: below a tool's
    /// input the same name would be a parameter.
    /// </summary>
    private readonly void LeaveOutMarks(int blocks, int level)
    {
        if (!tape.IsArray(blocks) || level > 3) return;
        for (var block = blocks + 1; block < tape[blocks].Next; block = tape[block].Next)
        {
            if (!tape.IsObject(block)) continue;
            var end = tape[block].Next;
            for (var name = block + 1; name < end; name = tape[name + 1].Next)
            {
                var text = tape.Text(_json, name);
                if (text.Is("cache_control"u8)) tape[name].IsLeftOut = true;
                else if (text.Is("content"u8)) LeaveOutMarks(name + 1, level + 1);
            }
        }
    }
}
