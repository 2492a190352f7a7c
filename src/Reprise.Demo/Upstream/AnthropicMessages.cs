using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary><c>/v1/messages</c> of Anthropic: typed blocks, named events, input tokens without the cached ones.</summary>
internal sealed class AnthropicMessages : IScriptedDialect
{
    public bool Accepts(string path) => path.EndsWith("/v1/messages", StringComparison.Ordinal);

    public Ask Read(string path, JsonObject body) => ReadAsk(body);

    public static Ask ReadAsk(JsonObject body)
    {
        var messages = body.Objects("messages");

        // A user message that holds only tool results is a step of the agent, not a new question.
        var lastUser = messages.ToList().FindLastIndex(m => m.Text("role") == "user" && m.ContentText("content") is { Length: > 0 });
        return new Ask
        {
            Model = body.Text("model") ?? "claude-haiku-4-5",
            Prompt = lastUser < 0 ? "" : messages[lastUser].ContentText("content")!,
            MessageCount = messages.Count,
            ToolResultCount = messages.Skip(lastUser + 1).Sum(m => m.Objects("content").Count(part => part.Text("type") == "tool_result")),
            Tools = [.. body.Objects("tools").Select(tool => tool.Text("name")).OfType<string>()],
            Stream = body.Flag("stream"),
            Think = body.Object("thinking").Text("type") == "enabled",
            Caches = body.ToJsonString().Contains("\"cache_control\"", StringComparison.Ordinal),
            PromptTokens = Json.TokensOf(body["messages"]) + Json.TokensOf(body["system"]) + Json.TokensOf(body["tools"]),
        };
    }

    public JsonObject Answer(Ask ask, Reply reply)
    {
        var message = Envelope(reply);
        message["content"] = new JsonArray([.. Blocks(reply)]);
        message["stop_reason"] = StopReason(reply);
        if (reply.ShowUsage) message["usage"] = Usage(reply, reply.CompletionTokens);
        return message;
    }

    public IEnumerable<byte[]> Stream(Ask ask, Reply reply)
    {
        var start = Envelope(reply);
        start["content"] = new JsonArray();
        if (reply.ShowUsage) start["usage"] = Usage(reply, 1);
        yield return Frames.Event(new JsonObject { ["type"] = "message_start", ["message"] = start });
        yield return Frames.Event(new JsonObject { ["type"] = "ping" });
        var index = 0;
        foreach (var block in Blocks(reply))
        {
            yield return Frames.Event(new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = Opening(block) });
            foreach (var delta in Deltas(block))
                yield return Frames.Event(new JsonObject { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta });
            yield return Frames.Event(new JsonObject { ["type"] = "content_block_stop", ["index"] = index++ });
        }

        var end = new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = StopReason(reply), ["stop_sequence"] = null } };
        if (reply.ShowUsage) end["usage"] = new JsonObject { ["output_tokens"] = reply.CompletionTokens };
        yield return Frames.Event(end);
        yield return Frames.Event(new JsonObject { ["type"] = "message_stop" });
    }

    public JsonObject Error(int status, string message) => ErrorBody(status, message);

    public byte[] StreamError(string message) => Frames.Event(ErrorBody(529, message));

    public int StatusFor(int status) => status;

    public static JsonObject ErrorBody(int status, string message) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject
        {
            ["type"] = status switch
            {
                400 => "invalid_request_error", 401 => "authentication_error", 404 => "not_found_error", 429 => "rate_limit_error", 529 => "overloaded_error", _ => "api_error",
            },
            ["message"] = message,
        },
        ["request_id"] = "req_011CDemo",
    };

    private static string StopReason(Reply reply) => reply.FinishAs("end_turn", "max_tokens", "tool_use", "refusal");

    private static IEnumerable<JsonObject> Blocks(Reply reply)
    {
        if (reply.Reasoning is not null) yield return new JsonObject { ["type"] = "thinking", ["thinking"] = reply.Reasoning, ["signature"] = $"EqQB{reply.Id}" };
        if (reply.Text.Length > 0) yield return new JsonObject { ["type"] = "text", ["text"] = reply.Text };
        foreach (var tool in reply.Tools)
            yield return new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{tool.Id}", ["name"] = tool.Name, ["input"] = JsonNode.Parse(tool.Arguments) };
    }

    private static JsonObject Opening(JsonObject block)
    {
        var opening = (JsonObject)block.DeepClone();
        foreach (var name in (string[])["text", "thinking", "signature"])
            if (opening.ContainsKey(name)) opening[name] = "";
        if (opening.ContainsKey("input")) opening["input"] = new JsonObject();
        return opening;
    }

    private static IEnumerable<JsonObject> Deltas(JsonObject block)
    {
        switch (block.Text("type"))
        {
            case "thinking":
                foreach (var piece in Reply.Pieces(block.Text("thinking")!)) yield return new JsonObject { ["type"] = "thinking_delta", ["thinking"] = piece };
                yield return new JsonObject { ["type"] = "signature_delta", ["signature"] = block.Text("signature") };
                break;
            case "text":
                foreach (var piece in Reply.Pieces(block.Text("text")!)) yield return new JsonObject { ["type"] = "text_delta", ["text"] = piece };
                break;
            default:
                var input = Frames.Text(block["input"]!);
                yield return new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = "" };
                yield return new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = input[..(input.Length / 2)] };
                yield return new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = input[(input.Length / 2)..] };
                break;
        }
    }

    private static JsonObject Envelope(Reply reply) => new()
    {
        ["id"] = $"msg_{reply.Id}",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = reply.Model,
        ["content"] = null,
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
    };

    private static JsonObject Usage(Reply reply, int outputTokens) => new()
    {
        ["input_tokens"] = reply.PromptTokens - reply.CachedTokens - reply.CacheWriteTokens,
        ["cache_creation_input_tokens"] = reply.CacheWriteTokens,
        ["cache_read_input_tokens"] = reply.CachedTokens,
        ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = reply.CacheWriteTokens, ["ephemeral_1h_input_tokens"] = 0 },
        ["output_tokens"] = outputTokens,
        ["service_tier"] = "standard",
    };
}

/// <summary><c>/v1/messages/count_tokens</c>.</summary>
internal sealed class AnthropicCountTokens : IScriptedDialect
{
    public bool Accepts(string path) => path.EndsWith("/v1/messages/count_tokens", StringComparison.Ordinal);

    public Ask Read(string path, JsonObject body) => AnthropicMessages.ReadAsk(body) with { Stream = false };

    public JsonObject Answer(Ask ask, Reply reply) => new() { ["input_tokens"] = reply.PromptTokens };

    public JsonObject Error(int status, string message) => AnthropicMessages.ErrorBody(status, message);

    public int StatusFor(int status) => status;
}
