using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Reads what an instrumentation kept as the whole input or output of a step: the body of a provider's call, a conversation, or any value.</summary>
internal static class BodyForms
{
    private static readonly string[] s_conversations = ["messages", "contents", "items", "input"];
    private static readonly string[] s_notParameters = ["messages", "contents", "items", "input", "system", "prompt", "tools", "model", "stream", "instructions", "system_instruction", "systemInstruction", "model_name"];

    /// <summary>Takes an input. Conversations are looked for in calls of models and in steps around them; what a tool was given is its own.</summary>
    public static void Input(CallContent content, JsonElement json, bool isCall, bool isTool)
    {
        if (!isTool && Conversation(content, json)) return;
        if (json.ValueKind == JsonValueKind.Object && !isCall) content.SetArguments(json);
        else if (json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Count() == 1 && json.EnumerateObject().First() is { Value.ValueKind: JsonValueKind.String } only && only.NameEquals("input")) content.Prompt = only.Value.GetString();
        else if (json.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)) content.Prompt = json.AsText();
    }

    /// <summary>Takes an output: an answer of a model in any of its shapes; anything else stands as it is.</summary>
    public static void Output(CallContent content, JsonElement json, bool isTool)
    {
        if (!isTool && ModelAnswer(content, json)) return;
        if (json.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)) content.Answer(json.AsText());
    }

    /// <summary>Whether there was a conversation in it.</summary>
    public static bool Conversation(CallContent content, JsonElement json)
    {
        if (MessageForms.Read(json) is { } list)
        {
            content.Messages.AddRange(list);
            return list.Count > 0;
        }

        if (json.ValueKind != JsonValueKind.Object) return false;
        var messages = s_conversations.Select(name => json.Field(name)).Where(value => value is { ValueKind: JsonValueKind.Array or JsonValueKind.Object })
            .Select(value => MessageForms.Read(value!.Value)).FirstOrDefault(read => read is { Count: > 0 });
        var system = json.Field("system") ?? json.Field("instructions") ?? json.Field("system_instruction") ?? json.Field("systemInstruction") ?? json.Object("config")?.Field("system_instruction");
        var prompt = json.Field("prompt");
        if (messages is null && (prompt is null || json.EnumerateObject().Any(member => !s_notParameters.Contains(member.Name, StringComparer.Ordinal)))) return false;
        if (system is { } said) content.SystemPrompt ??= Joined(said);
        if (messages is not null) content.Messages.AddRange(messages);
        else if (prompt is { } asked && MessageForms.Read(asked) is { } read) content.Messages.AddRange(read);
        else content.Messages.Add(new MessageDocument { Role = "user", Content = prompt!.Value.AsText() });
        if (json.Field("tools") is { ValueKind: JsonValueKind.Array } tools) content.Tools ??= tools;
        foreach (var member in json.EnumerateObject())
        {
            if (!s_notParameters.Contains(member.Name, StringComparer.Ordinal)) content.Parameter(member.Name, member.Value);
        }

        return true;
    }

    /// <summary>Text of a value that is a text, parts, or a message.</summary>
    public static string Joined(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String && TelemetryJson.Parsed(json.GetString()!) is { ValueKind: JsonValueKind.Array or JsonValueKind.Object } inner) json = inner;
        var parts = new MessageParts();
        if (json.ValueKind == JsonValueKind.Object && (json.Field("parts") ?? json.Field("content")) is { } within) parts.Read(within);
        else parts.Read(json);
        return parts.Text ?? (json.ValueKind == JsonValueKind.String ? "" : json.Raw());
    }

    private static bool ModelAnswer(CallContent content, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array) return OfList(content, json);
        if (json.ValueKind != JsonValueKind.Object) return false;
        if (json.Field("choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0) return Choices(content, choices);
        if (json.Field("candidates") is { ValueKind: JsonValueKind.Array } candidates && candidates.GetArrayLength() > 0) return Choices(content, candidates);
        if (json.Field("generations") is { ValueKind: JsonValueKind.Array } generations) return Generations(content, generations);
        content.FinishReason ??= json.Text("finish_reason") ?? json.Text("finishReason") ?? json.Text("stop_reason") ?? json.Text("stopReason");
        if (json.Field("messages") is { ValueKind: JsonValueKind.Array } messages && MessageForms.Read(messages) is { Count: > 0 } said)
        {
            content.Answered(said.Skip(said.FindLastIndex(one => one.Role == "user") + 1));
            return content.HasOutput;
        }

        if (json.Object("message") is { } message) return Message(content, message);
        if (json.Object("content") is { } wrapped && wrapped.Field("parts") is not null) return Message(content, wrapped);
        if (json.Field("output") is { ValueKind: JsonValueKind.Array } output && OfList(content, output)) return true;
        return MessageForms.IsMessage(json) && Message(content, json);
    }

    private static bool OfList(CallContent content, JsonElement list)
    {
        if (MessageForms.Read(list) is { Count: > 0 } messages)
        {
            content.FinishReason ??= list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Object ? item.Text("finish_reason") ?? item.Text("finishReason") : null).LastOrDefault(reason => reason is not null);
            content.Answered(messages);
            return true;
        }

        if (!MessageParts.AreParts(list)) return false;
        var parts = new MessageParts();
        parts.Read(list);
        content.Answered(parts.Messages("assistant", name: null, toolCallId: null, finishReason: null));
        return true;
    }

    private static bool Choices(CallContent content, JsonElement choices)
    {
        foreach (var choice in choices.EnumerateArray())
        {
            if (choice.ValueKind != JsonValueKind.Object) continue;
            content.FinishReason ??= choice.Text("finish_reason") ?? choice.Text("finishReason");
            if ((choice.Object("message") ?? choice.Object("delta") ?? choice.Object("content")) is { } message) Message(content, message);
            else if (choice.Text("text") is { } text) content.Answer(text);
        }

        return content.HasOutput;
    }

    /// <summary>LangChain: a list of answers for each prompt.</summary>
    private static bool Generations(CallContent content, JsonElement generations)
    {
        foreach (var generation in generations.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.Array ? item.EnumerateArray().AsEnumerable() : [item]))
        {
            if (generation.ValueKind != JsonValueKind.Object) continue;
            content.FinishReason ??= generation.Object("generation_info")?.Text("finish_reason");
            if (generation.Object("message") is { } message) Message(content, message);
            else if (generation.Text("text") is { } text) content.Answer(text);
        }

        return content.HasOutput;
    }

    private static bool Message(CallContent content, JsonElement message)
    {
        content.FinishReason ??= message.Text("finish_reason") ?? message.Text("finishReason") ?? message.Object("response_metadata")?.Text("finish_reason");
        content.Answered(MessageForms.One(message, "assistant"));
        return content.HasOutput;
    }
}
