using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Server.Langfuse;

/// <summary>
/// What an observation was given and answered. Langfuse takes any JSON: messages as providers write them become messages, a text a text, and everything else stays the
/// JSON it was.
/// </summary>
internal static class LangfuseContent
{
    /// <summary>Null where nothing is said.</summary>
    public static RequestDocument? Asked(JsonElement? input, JsonElement? parameters, bool isTool)
    {
        var given = parameters is { ValueKind: JsonValueKind.Object } some && some.EnumerateObject().Any() ? parameters : null;
        if (input is not { } value) return given is null ? null : new RequestDocument { Parameters = given };
        if (MessagesOf(value) is { } messages)
        {
            var tools = value.Field("tools") is { ValueKind: JsonValueKind.Array } list ? list : (JsonElement?)null;
            return new RequestDocument { Messages = messages, Tools = tools, Parameters = given };
        }

        // What a tool was given is its parameters, so that tools are compared as tools.
        if (isTool && given is null && value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any()) return new RequestDocument { Parameters = value };
        return new RequestDocument { Prompt = value.AsText(), Parameters = given };
    }

    /// <summary>Null where nothing is said.</summary>
    public static ResponseDocument? Answered(JsonElement? output)
    {
        if (output is not { } value) return null;
        if (MessageOf(value) is not { } message) return new ResponseDocument { Content = value.AsText() };
        return new ResponseDocument { Content = message.Content, ToolCalls = message.ToolCalls, Reasoning = message.Reasoning, FinishReason = value.Text("finish_reason") };
    }

    /// <summary>A list of messages, or an object that holds one as <c>messages</c>.</summary>
    private static List<MessageDocument>? MessagesOf(JsonElement value)
    {
        var list = value.ValueKind == JsonValueKind.Array ? value : value.Field("messages");
        if (list is not { ValueKind: JsonValueKind.Array } items || items.GetArrayLength() == 0) return null;
        var messages = new List<MessageDocument>(items.GetArrayLength());
        foreach (var item in items.EnumerateArray())
        {
            if (Read(item) is not { } message) return null;
            messages.Add(message);
        }

        return messages;
    }

    /// <summary>The message of an answer: itself, the only one of a list, or that of a provider's whole answer.</summary>
    private static MessageDocument? MessageOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when value.GetArrayLength() == 1 => Read(value[0]),
        JsonValueKind.Object when value.Field("choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0 && choices[0].Object("message") is { } message => Read(message),
        JsonValueKind.Object => Read(value),
        _ => null,
    };

    private static MessageDocument? Read(JsonElement item)
    {
        if (item.Text("role") is not { Length: > 0 and <= 64 } role) return null;
        var content = item.Field("content");
        return new MessageDocument
        {
            Role = role,
            Name = item.Text("name"),
            Content = content is { } some ? some.JoinedText() ?? (some.ValueKind == JsonValueKind.Array && some.GetArrayLength() == 0 ? null : some.AsText()) : null,
            Reasoning = item.Text("reasoning_content") ?? item.Text("reasoning"),
            ToolCalls = ToolCallsOf(item),
            ToolCallId = item.Text("tool_call_id"),
        };
    }

    private static List<ToolCallDocument>? ToolCallsOf(JsonElement message)
    {
        List<ToolCallDocument>? calls = null;
        foreach (var item in message.Field("tool_calls").Items())
        {
            var function = item.Object("function") ?? item;
            if (function.Text("name") is not { } name) continue;
            (calls ??= []).Add(new ToolCallDocument { Id = item.Text("id"), Name = name, Arguments = ArgumentsOf(function) });
        }

        return calls;
    }

    private static JsonElement? ArgumentsOf(JsonElement function)
    {
        if ((function.Field("arguments") ?? function.Field("args")) is not { } given) return null;
        return given.ValueKind == JsonValueKind.String ? RecordJson.Find(given.GetString()) ?? given : given;
    }
}
