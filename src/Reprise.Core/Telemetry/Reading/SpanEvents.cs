using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Messages that came as events of a span or as log records: one event for each, in the names of the older gen_ai conventions.</summary>
internal static class SpanEvents
{
    private const string Details = "gen_ai.client.inference.operation.details";

    public static bool AreMessages(TelemetrySpan span) => span.Events.Any(one => IsMessage(one.Name) || one.Name is "gen_ai.content.prompt" or "gen_ai.content.completion" or Details);

    public static bool IsMessage(string? name) => name is "gen_ai.system.message" or "gen_ai.user.message" or "gen_ai.assistant.message" or "gen_ai.tool.message" or "gen_ai.choice";

    public static void Read(TelemetrySpan span, CallContent content)
    {
        var (hadInput, hadOutput) = (content.HasInput, content.HasOutput);
        foreach (var one in span.Events)
        {
            if (one.Name is "gen_ai.content.prompt" or "gen_ai.content.completion" or Details) Whole(one, content, hadInput, hadOutput);
            else if (IsMessage(one.Name)) Read(one.Name, TelemetryJson.Of(new TelemetryValue(one.Attributes)), content, hadInput, hadOutput);
        }
    }

    /// <summary>Events that logfire keeps as a list in one attribute, each with its name among its members.</summary>
    public static void Read(JsonElement list, CallContent content)
    {
        var (hadInput, hadOutput) = (content.HasInput, content.HasOutput);
        foreach (var item in ((JsonElement?)list).Items())
        {
            if (item.ValueKind == JsonValueKind.Object && item.Text("event.name") is { } name && IsMessage(name)) Read(name, item, content, hadInput, hadOutput);
        }
    }

    /// <summary>One message: <paramref name="json"/> has the body's members and the attributes' side by side.</summary>
    public static void Read(string name, JsonElement json, CallContent content, bool hadInput, bool hadOutput)
    {
        if (json.Text("gen_ai.event.content") is { } packed && RecordJson.Find(packed) is { ValueKind: JsonValueKind.Object } body) json = body;
        if (name == "gen_ai.choice")
        {
            if (!hadOutput) Choice(json, content);
            return;
        }

        if (hadInput) return;
        var role = json.Text("role") ?? name["gen_ai.".Length..^".message".Length];
        content.Messages.AddRange(MessageForms.One(WithRole(json, role), role));
    }

    private static void Choice(JsonElement json, CallContent content)
    {
        content.FinishReason ??= json.Text("finish_reason");
        var message = json.Field("message");
        if (message is { ValueKind: JsonValueKind.String } text)
        {
            if (TelemetryJson.Parsed(text.GetString()!) is { } parsed) message = parsed;
            else
            {
                content.Answer(text.GetString());
                message = null;
            }
        }

        if (message is { } said) BodyForms.Output(content, said, isTool: false);
        else if (json.Field("content") is not null || json.Field("tool_calls") is not null) content.Answered(MessageForms.One(WithRole(json, "assistant"), "assistant"));
        if (message is not null && json.Field("tool_calls") is { } calls)
        {
            var parts = new MessageParts();
            parts.ReadCalls(calls);
            content.Called(parts.Calls);
        }
    }

    private static void Whole(TelemetryEvent one, CallContent content, bool hadInput, bool hadOutput)
    {
        var attributes = new AttributeReader(one.Attributes);
        if (!hadInput)
        {
            ContentReading.Messages(attributes, content);
            if (attributes.Peek("gen_ai.prompt") is { } prompt && !content.HasInput) ContentReading.Input(content, prompt, isCall: true, isTool: false);
        }

        if (hadOutput) return;
        ContentReading.Answers(attributes, content);
        if (attributes.Peek("gen_ai.completion") is { } completion && !content.HasOutput) ContentReading.Output(content, completion, isTool: false);
    }

    /// <summary>The id of a tool's message is the id of the call it answers.</summary>
    private static JsonElement WithRole(JsonElement json, string role) => TelemetryJson.Object(
        json.EnumerateObject().Where(member => member.Name != "role").Select(member => new KeyValuePair<string, JsonElement>(member.Name, member.Value)).Append(new KeyValuePair<string, JsonElement>("role", RecordJson.String(role))));
}
