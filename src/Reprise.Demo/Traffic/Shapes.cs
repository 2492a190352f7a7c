using System.Text.Json.Nodes;

namespace Reprise.Demo.Traffic;

/// <summary>Anthropic's request: typed blocks, the system prompt apart and marked for the prompt cache.</summary>
internal static class AnthropicShape
{
    public static ModelCall Call(Target target, Conversation conversation)
    {
        var body = new JsonObject
        {
            ["model"] = target.Model,
            ["max_tokens"] = 2048,
            ["system"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = conversation.System, ["cache_control"] = new JsonObject { ["type"] = "ephemeral" } }),
            ["messages"] = new JsonArray([.. conversation.Turns.Select((turn, index) => (JsonNode)Message(turn, index))]),
            ["stream"] = conversation.Stream,
        };
        if (conversation.Think) body["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 1024 };
        if (conversation.Tools.Count > 0)
            body["tools"] = new JsonArray([.. conversation.Tools.Select(tool => (JsonNode)new JsonObject
            {
                ["name"] = tool.Name, ["description"] = tool.Description, ["input_schema"] = Conversation.Schema(),
            })]);
        return new ModelCall(target.Provider, "/v1/messages", body);
    }

    private static JsonObject Message(Turn turn, int index)
    {
        var id = Conversation.CallId(turn, index).Replace("call", "toolu", StringComparison.Ordinal);
        return turn switch
        {
            { Role: "tool" } => new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = turn.Text }) },
            { Tool: { } tool } => new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = tool.Name, ["input"] = JsonNode.Parse(tool.Arguments) }) },
            _ => new JsonObject { ["role"] = turn.Role, ["content"] = turn.Text },
        };
    }
}

/// <summary>Gemini's request: contents and parts, the model in the path.</summary>
internal static class GeminiShape
{
    public static ModelCall Call(Target target, Conversation conversation)
    {
        var settings = new JsonObject { ["temperature"] = 0.3 };
        if (conversation.Think) settings["thinkingConfig"] = new JsonObject { ["includeThoughts"] = true };
        var body = new JsonObject
        {
            ["systemInstruction"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = conversation.System }) },
            ["contents"] = new JsonArray([.. conversation.Turns.Select(turn => (JsonNode)Content(turn))]),
            ["generationConfig"] = settings,
        };
        if (conversation.Tools.Count > 0)
            body["tools"] = new JsonArray(new JsonObject
            {
                ["functionDeclarations"] = new JsonArray([.. conversation.Tools.Select(tool => (JsonNode)new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description })]),
            });
        return new ModelCall(target.Provider, $"/v1beta/models/{target.Model}:{(conversation.Stream ? "streamGenerateContent?alt=sse" : "generateContent")}", body);
    }

    private static JsonObject Content(Turn turn)
    {
        var part = turn switch
        {
            { Role: "tool" } => new JsonObject { ["functionResponse"] = new JsonObject { ["name"] = turn.Tool!.Name, ["response"] = new JsonObject { ["result"] = JsonNode.Parse(turn.Text) } } },
            { Tool: { } tool } => new JsonObject { ["functionCall"] = new JsonObject { ["name"] = tool.Name, ["args"] = JsonNode.Parse(tool.Arguments) } },
            _ => new JsonObject { ["text"] = turn.Text },
        };
        return new JsonObject { ["role"] = turn.Role == "assistant" ? "model" : "user", ["parts"] = new JsonArray(part) };
    }
}

/// <summary>Bedrock's converse request: content lists without types, the model in the path with its colon escaped.</summary>
internal static class BedrockShape
{
    public static ModelCall Call(Target target, Conversation conversation)
    {
        var body = new JsonObject
        {
            ["system"] = new JsonArray(new JsonObject { ["text"] = conversation.System }),
            ["messages"] = new JsonArray([.. conversation.Turns.Select((turn, index) => (JsonNode)Message(turn, index))]),
            ["inferenceConfig"] = new JsonObject { ["maxTokens"] = 1024, ["temperature"] = 0.3 },
        };
        if (conversation.Tools.Count > 0)
            body["toolConfig"] = new JsonObject
            {
                ["tools"] = new JsonArray([.. conversation.Tools.Select(tool => (JsonNode)new JsonObject
                {
                    ["toolSpec"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["inputSchema"] = new JsonObject { ["json"] = Conversation.Schema() } },
                })]),
            };
        return new ModelCall(target.Provider, $"/model/{Uri.EscapeDataString(target.Model)}/{(conversation.Stream ? "converse-stream" : "converse")}", body);
    }

    private static JsonObject Message(Turn turn, int index)
    {
        var id = Conversation.CallId(turn, index).Replace("call", "tooluse", StringComparison.Ordinal);
        var part = turn switch
        {
            { Role: "tool" } => new JsonObject { ["toolResult"] = new JsonObject { ["toolUseId"] = id, ["content"] = new JsonArray(new JsonObject { ["json"] = JsonNode.Parse(turn.Text) }) } },
            { Tool: { } tool } => new JsonObject { ["toolUse"] = new JsonObject { ["toolUseId"] = id, ["name"] = tool.Name, ["input"] = JsonNode.Parse(tool.Arguments) } },
            _ => new JsonObject { ["text"] = turn.Text },
        };
        return new JsonObject { ["role"] = turn.Role == "assistant" ? "assistant" : "user", ["content"] = new JsonArray(part) };
    }
}
