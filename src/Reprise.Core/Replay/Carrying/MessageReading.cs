using System.Globalization;
using System.Text.Json;

namespace Reprise.Replay.Carrying;

/// <summary>Reads the turns of a conversation in any provider's shape; gives calls without an id one, and finds the call a result without one answers.</summary>
internal sealed class MessageReading(CarriedCall call)
{
    private readonly OpenCalls _unanswered = new();
    private int _madeUp;

    public bool HasUserText => call.Messages.Exists(static message => message.Role is "user" && message.Text.Length > 0);

    public void ReadList(JsonElement list)
    {
        foreach (var item in list.EnumerateArray()) ReadMessage(item);
    }

    /// <summary>What is asked outside the list: a text, texts, parts, or one message.</summary>
    public void ReadInput(JsonElement input)
    {
        if (input.ValueKind is JsonValueKind.Object && input.Field("role") is not null) ReadMessage(input);
        else Emit("user", PartReading.Read(input, this, call), name: null, callId: null);
    }

    public void ReadSystem(JsonElement system)
    {
        var text = string.Join('\n', PartReading.Read(system, this, call).OfType<TextPart>().Select(static part => part.Text));
        if (text.Length > 0) call.System.Add(text);
    }

    public void ReadImages(JsonElement images)
    {
        var media = images.Items().Select(MediaReading.Plain).OfType<CarriedPart>().ToList();
        if (media.Count == 0) return;
        if (call.Messages is [.., { Role: "user" } last]) last.Parts.AddRange(media);
        else Emit("user", media, name: null, callId: null);
    }

    /// <summary>
    /// Results whose call is not in the request go: the provider ran the tool itself, or keeps the turn with the call; nobody else takes an answer to nothing. Turns
    /// of the assistant that follow each other become one: some dialects write each call as a turn of its own.
    /// </summary>
    public void Finish()
    {
        var asked = call.Messages.SelectMany(static message => message.Calls).Select(static made => made.Id).ToHashSet(StringComparer.Ordinal);
        if (call.Messages.RemoveAll(message => message.Parts is [ResultPart result] && !asked.Contains(result.CallId)) > 0) call.Losses.Add("a result whose call is not in the request");
        var kept = 0;
        for (var i = 0; i < call.Messages.Count; i++)
        {
            var message = call.Messages[i];
            if (kept > 0 && message.Role is "assistant" && call.Messages[kept - 1].Role is "assistant") call.Messages[kept - 1].Parts.AddRange(message.Parts);
            else call.Messages[kept++] = message;
        }

        call.Messages.RemoveRange(kept, call.Messages.Count - kept);
    }

    public CallPart NewCall(string? id, string name, string arguments)
    {
        var made = new CallPart(string.IsNullOrEmpty(id) ? NextId() : id, name, arguments.Length == 0 ? "{}" : arguments);
        _unanswered.Add(made);
        return made;
    }

    public ResultPart NewResult(string? callId, string? name, List<CarriedPart> content, bool isError)
    {
        var answered = _unanswered.Take(callId, name);
        var text = string.Join('\n', content.OfType<TextPart>().Select(static part => part.Text));
        return new ResultPart(callId ?? answered?.Id ?? NextId(), name ?? answered?.Name, text, [.. content.OfType<MediaPart>()], isError);
    }

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"call_{++_madeUp}");

    private void ReadMessage(JsonElement message)
    {
        if (message.ValueKind is not JsonValueKind.Object)
        {
            if (message.ValueKind is not JsonValueKind.Null) Emit("user", [new TextPart(message.TextOrRaw())], name: null, callId: null);
            return;
        }

        var parts = new List<CarriedPart>();
        string? name = null, arguments = null, callId = null, id = null;
        foreach (var property in message.EnumerateObject())
        {
            var value = property.Value;
            if (value.ValueKind is JsonValueKind.Null) continue;
            switch (property.Name)
            {
                case "content" or "parts" or "output" or "message" or "tool_results":
                    parts.AddRange(PartReading.Read(value, this, call));
                    break;
                case "outputs":
                    parts.Add(new TextPart(value.GetRawText()));
                    break;
                case "text" or "refusal" when value.AsText() is { Length: > 0 } text:
                    parts.Add(new TextPart(text));
                    break;
                case "tool_calls":
                    parts.AddRange(value.Items().Select(item => PartReading.Call(item, this)).OfType<CarriedPart>());
                    break;
                case "function_call" when PartReading.Call(value, this) is { } only:
                    parts.Add(only);
                    break;
                case "images":
                    parts.AddRange(value.Items().Select(MediaReading.Plain).OfType<CarriedPart>());
                    break;
                case "attachments":
                    parts.AddRange(value.Items().Select(item => MediaReading.Own(item, call)).OfType<CarriedPart>());
                    break;
                case "reasoning_content" or "thinking" or "reasoning" or "summary" or "encrypted_content" or "tool_plan":
                    call.Losses.Add("the thinking of earlier answers");
                    break;
                case "name" or "tool_name":
                    name = value.AsText();
                    break;
                case "arguments" or "input":
                    arguments = value.TextOrRaw();
                    break;
                case "tool_call_id" or "call_id":
                    callId = value.AsText();
                    break;
                case "id":
                    id = value.AsText();
                    break;
            }
        }

        var type = message.Word("type");
        var role = RoleOf(message.Word("role")) ?? RoleOfType(type);
        if (message.Field("role") is null && role is "assistant" && name is not null && arguments is not null)
        {
            parts.Add(NewCall(callId ?? id, name, arguments));
            (name, callId) = (null, null);
        }
        else if (message.Field("role") is null && type is not (null or "message" or "reasoning" or "function_call_output" or "function_call") && parts.Count == 0) call.Losses.Add($"an item of type '{Editing.JsonView.Shown(type)}'");

        Emit(role ?? "user", parts, name, callId);
    }

    private void Emit(string role, List<CarriedPart> parts, string? name, string? callId)
    {
        if (role is "system")
        {
            var text = string.Join('\n', parts.OfType<TextPart>().Select(static part => part.Text));
            if (call.Messages.Count > 0 && text.Length > 0) call.Losses.Add("the place of a later system message, which now stands in front");
            if (text.Length > 0) call.System.Add(text);
            return;
        }

        foreach (var result in parts.OfType<ResultPart>()) call.Messages.Add(new CarriedMessage("tool", [result]));
        var rest = parts.Where(static part => part is not ResultPart).ToList();
        if (role is "tool" && rest.Count == parts.Count) call.Messages.Add(new CarriedMessage("tool", [NewResult(callId, name, rest, isError: false)]));
        else if (rest.Count > 0) call.Messages.Add(new CarriedMessage(role is "tool" ? "user" : role, rest));
    }

    private static string? RoleOf(string? role) => role switch
    {
        null => null,
        "assistant" or "model" or "CHATBOT" or "ai" => "assistant",
        "system" or "developer" or "SYSTEM" => "system",
        "tool" or "function" or "TOOL" => "tool",
        _ => "user",
    };

    private static string? RoleOfType(string? type)
    {
        if (type is null) return null;
        if (type.EndsWith("_output", StringComparison.Ordinal)) return "tool";
        return type.EndsWith("_call", StringComparison.Ordinal) || type is "reasoning" or "compaction" ? "assistant" : null;
    }
}
