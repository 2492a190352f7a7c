using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary><c>/v2/chat</c> of Cohere: content in parts, a plan before tool calls, events named in their data.</summary>
internal sealed class CohereChat : IScriptedDialect
{
    public bool Accepts(string path) => path == "/v2/chat";

    public Ask Read(string path, JsonObject body)
    {
        var messages = body.Objects("messages");
        var lastUser = messages.ToList().FindLastIndex(m => m.Text("role") == "user");
        return new Ask
        {
            Model = body.Text("model") ?? "command-a-03-2025",
            Prompt = lastUser < 0 ? "" : messages[lastUser].ContentText("content") ?? "",
            MessageCount = messages.Count,
            ToolResultCount = messages.Skip(lastUser + 1).Count(m => m.Text("role") == "tool"),
            Tools = [.. body.Objects("tools").Select(tool => tool.Object("function").Text("name")).OfType<string>()],
            Stream = body.Flag("stream"),
            PromptTokens = Json.TokensOf(body["messages"]) + Json.TokensOf(body["tools"]),
        };
    }

    public JsonObject Answer(Ask ask, Reply reply)
    {
        var message = new JsonObject { ["role"] = "assistant" };
        if (reply.Tools.Count == 0) message["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = reply.Text });
        else message["tool_calls"] = new JsonArray([.. reply.Tools.Select(tool => (JsonNode)ToolCall(tool, tool.Arguments))]);
        var answer = new JsonObject { ["id"] = reply.Id, ["message"] = message, ["finish_reason"] = Finish(reply) };
        if (reply.ShowUsage) answer["usage"] = Usage(reply);
        return answer;
    }

    public IEnumerable<byte[]> Stream(Ask ask, Reply reply)
    {
        yield return Frames.Event(new JsonObject { ["type"] = "message-start", ["id"] = reply.Id, ["delta"] = Message(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray() }) });
        if (reply.Tools.Count == 0)
        {
            yield return Frames.Event(new JsonObject { ["type"] = "content-start", ["index"] = 0, ["delta"] = Message(Content(new JsonObject { ["type"] = "text", ["text"] = "" })) });
            foreach (var piece in Reply.Pieces(reply.Text))
                yield return Frames.Event(new JsonObject { ["type"] = "content-delta", ["index"] = 0, ["delta"] = Message(Content(new JsonObject { ["text"] = piece })) });
            yield return Frames.Event(new JsonObject { ["type"] = "content-end", ["index"] = 0 });
        }

        for (var i = 0; i < reply.Tools.Count; i++)
        {
            var tool = reply.Tools[i];
            yield return Frames.Event(new JsonObject { ["type"] = "tool-call-start", ["index"] = i, ["delta"] = Message(new JsonObject { ["tool_calls"] = ToolCall(tool, "") }) });
            var arguments = new JsonObject { ["tool_calls"] = new JsonObject { ["function"] = new JsonObject { ["arguments"] = tool.Arguments } } };
            yield return Frames.Event(new JsonObject { ["type"] = "tool-call-delta", ["index"] = i, ["delta"] = Message(arguments) });
            yield return Frames.Event(new JsonObject { ["type"] = "tool-call-end", ["index"] = i });
        }

        var delta = new JsonObject { ["finish_reason"] = Finish(reply) };
        if (reply.ShowUsage) delta["usage"] = Usage(reply);
        yield return Frames.Event(new JsonObject { ["type"] = "message-end", ["delta"] = delta });
    }

    public JsonObject Error(int status, string message) => new() { ["message"] = message };

    private static string Finish(Reply reply) => reply.FinishAs("COMPLETE", "MAX_TOKENS", "TOOL_CALL", "COMPLETE");

    private static JsonObject Message(JsonObject message) => new() { ["message"] = message };

    private static JsonObject Content(JsonObject content) => new() { ["content"] = content };

    private static JsonObject ToolCall(ReplyTool tool, string arguments) => new()
    {
        ["id"] = $"{tool.Name}_{tool.Id[..8]}",
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = arguments },
    };

    private static JsonObject Usage(Reply reply) => new()
    {
        ["billed_units"] = new JsonObject { ["input_tokens"] = reply.PromptTokens, ["output_tokens"] = reply.CompletionTokens },
        ["tokens"] = new JsonObject { ["input_tokens"] = reply.PromptTokens + 66, ["output_tokens"] = reply.CompletionTokens },
    };
}

/// <summary><c>/v2/embed</c>.</summary>
internal sealed class CohereEmbed : IScriptedDialect
{
    public bool Accepts(string path) => path is "/v2/embed" or "/v1/embed";

    public Ask Read(string path, JsonObject body)
    {
        var texts = body.Texts("texts");
        return new Ask { Model = body.Text("model") ?? "embed-v4.0", Prompt = string.Join('\n', texts), Inputs = texts, PromptTokens = texts.Sum(Json.TokensOf) };
    }

    public JsonObject Answer(Ask ask, Reply reply) => new()
    {
        ["id"] = reply.Id,
        ["texts"] = new JsonArray([.. ask.Inputs.Select(text => (JsonNode)JsonValue.Create(text))]),
        ["embeddings"] = new JsonObject { ["float"] = new JsonArray([.. ask.Inputs.Select(text => (JsonNode)Vector.Json(text, ask.Dimensions))]) },
        ["meta"] = new JsonObject { ["api_version"] = new JsonObject { ["version"] = "2" }, ["billed_units"] = new JsonObject { ["input_tokens"] = reply.PromptTokens } },
        ["response_type"] = "embeddings_by_type",
    };

    public JsonObject Error(int status, string message) => new() { ["message"] = message };
}
