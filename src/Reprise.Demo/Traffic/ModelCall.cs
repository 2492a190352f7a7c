using System.Text.Json.Nodes;
using Reprise.Demo.Stories;
using Reprise.Demo.Upstream;

namespace Reprise.Demo.Traffic;

/// <summary>One call as it goes over the wire.</summary>
/// <param name="Provider">First part of the gateway's path.</param>
/// <param name="Path">The rest of it.</param>
/// <param name="Body">The request's JSON.</param>
internal sealed record ModelCall(string Provider, string Path, JsonObject Body);

/// <summary>A turn of a conversation as the demo's programs keep it.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Text">Words, or a tool's result.</param>
/// <param name="Tool">The call an assistant made, or that a tool answers.</param>
internal sealed record Turn(string Role, string Text, StoryTool? Tool = null);

/// <summary>A model and where it is.</summary>
internal sealed record Target(string Provider, string Model);

/// <summary>Everything a call is made of, before it takes a provider's shape.</summary>
internal sealed record Conversation(string System, IReadOnlyList<Turn> Turns)
{
    public bool Stream { get; init; }
    public bool Think { get; init; }
    public IReadOnlyList<(string Name, string Description)> Tools { get; init; } = [];

    /// <summary>The call in the shape that the target's provider takes.</summary>
    public ModelCall To(Target target) => target.Provider switch
    {
        "anthropic" => AnthropicShape.Call(target, this),
        "gemini" => GeminiShape.Call(target, this),
        "bedrock" => BedrockShape.Call(target, this),
        "ollama" => new ModelCall(target.Provider, "/api/chat", Plain(target)),
        "cohere" => new ModelCall(target.Provider, "/v2/chat", Plain(target)),
        "groq" => new ModelCall(target.Provider, "/openai/v1/chat/completions", OpenAiShape(target)),
        "openrouter" => new ModelCall(target.Provider, "/api/v1/chat/completions", OpenAiShape(target)),
        "azure" => new ModelCall(target.Provider, $"/openai/deployments/{target.Model}/chat/completions?api-version=2024-10-21", OpenAiShape(target)),
        _ => new ModelCall(target.Provider, "/v1/chat/completions", OpenAiShape(target)),
    };

    private JsonObject OpenAiShape(Target target)
    {
        var body = Plain(target);
        body["temperature"] = 0.3;
        if (Stream && target.Provider != "mistral") body["stream_options"] = new JsonObject { ["include_usage"] = true };
        return body;
    }

    private JsonObject Plain(Target target)
    {
        var messages = new JsonArray(new JsonObject { ["role"] = "system", ["content"] = System });
        for (var i = 0; i < Turns.Count; i++) messages.Add(Message(Turns[i], CallId(Turns[i], i), target.Provider == "ollama"));
        var body = new JsonObject { ["model"] = target.Model, ["messages"] = messages, ["stream"] = Stream };
        if (Think && target.Provider == "ollama") body["think"] = true;
        if (Tools.Count > 0)
            body["tools"] = new JsonArray([.. Tools.Select(tool => (JsonNode)new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = Schema() },
            })]);
        return body;
    }

    /// <summary>The same id for a call and for the result that follows it.</summary>
    public static string CallId(Turn turn, int index) => $"call_{(turn.Role == "tool" ? index - 1 : index)}";

    public static JsonObject Schema() => new() { ["type"] = "object", ["properties"] = new JsonObject(), ["additionalProperties"] = true };

    private static JsonObject Message(Turn turn, string callId, bool argumentsAsObject)
    {
        var message = new JsonObject { ["role"] = turn.Role, ["content"] = turn.Text };
        if (turn.Role == "tool")
        {
            message["tool_call_id"] = callId;
            message["name"] = turn.Tool!.Name;
        }
        else if (turn.Tool is { } tool)
        {
            message["content"] = "";
            var function = new JsonObject { ["name"] = tool.Name, ["arguments"] = argumentsAsObject ? JsonNode.Parse(tool.Arguments) : tool.Arguments };
            message["tool_calls"] = new JsonArray(new JsonObject { ["id"] = callId, ["type"] = "function", ["function"] = function });
        }

        return message;
    }
}
