using System.Text.Json;
using Reprise.Replay.Editing;

namespace Reprise.Replay.Carrying;

/// <summary>Reads a request of any conversational dialect. Their shapes hardly collide, so one reader knows them all, as the dialects' own does.</summary>
internal static class CallReader
{
    /// <summary>What says how a request is sent and nothing of what is asked.</summary>
    private static readonly HashSet<string> Transport = new(StringComparer.Ordinal)
    {
        "model", "model_id", "modelId", "agent", "stream", "stream_options", "anthropic_version", "schemaVersion", "user", "safety_identifier", "id",
    };

    public static CarriedCall Read(JsonElement body, string dialect)
    {
        var call = new CarriedCall();
        var shape = RequestShape.Of(dialect);
        var messages = new MessageReading(call);
        if (body.ValueKind is JsonValueKind.Object) ReadObject(body, dialect, shape, call, messages);
        else if (body.ValueKind is JsonValueKind.Array) messages.ReadList(body);
        else messages.ReadInput(body);
        messages.Finish();
        return call;
    }

    private static void ReadObject(JsonElement body, string dialect, RequestShape shape, CarriedCall call, MessageReading messages)
    {
        var isOurs = dialect == "reprise";
        JsonElement? last = null, images = null;
        foreach (var (name, value) in body.EnumerateObject().Select(static property => (property.Name, property.Value)))
        {
            if (value.ValueKind is JsonValueKind.Null || Transport.Contains(name)) continue;
            if (shape.Conversations.Contains(name, StringComparer.Ordinal) && value.ValueKind is JsonValueKind.Array) messages.ReadList(value);
            else if (shape.Conversations.Contains(name, StringComparer.Ordinal) || shape.Inputs.Contains(name, StringComparer.Ordinal) || isOurs && name is "prompt") last = value;
            else if (shape.Systems.Contains(name, StringComparer.Ordinal) || isOurs && name is "system_prompt" or "system") messages.ReadSystem(value);
            else if (name is "images" && value.ValueKind is JsonValueKind.Array) images = value;
            else if (name is "tools" or "functions") ToolReading.Definitions(value, call);
            else if (name is "toolConfig" or "tool_config") ReadToolConfig(value, call);
            else if (name is "tool_choice" or "function_call") ToolReading.Choice(value, call);
            else if (name is "tool_results" && value.ValueKind is JsonValueKind.Array) messages.ReadList(value);
            else if (isOurs && name is "context") continue;
            else if (name is "input" && value.ValueKind is JsonValueKind.Object && dialect is "replicate") ReadObject(value, "text.generate", RequestShape.Of("text.generate") with { Systems = ["system_prompt"] }, call, messages);
            else ParameterReading.Read(name, value, shape, call, isOurs);
        }

        if (last is { } input && !(isOurs && messages.HasUserText)) messages.ReadInput(input);
        if (images is { } pictures) messages.ReadImages(pictures);
    }

    private static void ReadToolConfig(JsonElement value, CarriedCall call)
    {
        if (value.ValueKind is not JsonValueKind.Object) return;
        foreach (var property in value.EnumerateObject())
        {
            if (property.Name is "tools") ToolReading.Definitions(property.Value, call);
            else if (property.Name is "toolChoice" or "functionCallingConfig" or "function_calling_config") ToolReading.Choice(property.Value, call);
            else call.Losses.Add($"tool setting '{JsonView.Shown(property.Name)}'");
        }
    }
}
