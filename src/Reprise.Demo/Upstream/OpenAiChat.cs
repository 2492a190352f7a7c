using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary><c>/v1/chat/completions</c> of OpenAI and of all who speak like it. DeepSeek's <c>reasoning_content</c> is shown where thinking is wanted.</summary>
internal class OpenAiChat : IScriptedDialect
{
    public bool Accepts(string path) => path.EndsWith("/chat/completions", StringComparison.Ordinal);

    public Ask Read(string path, JsonObject body)
    {
        var messages = body.Objects("messages");
        var lastUser = messages.ToList().FindLastIndex(m => m.Text("role") == "user");
        return new Ask
        {
            Model = body.Text("model") ?? PathModel(path) ?? "gpt-4o-mini",
            Prompt = lastUser < 0 ? "" : messages[lastUser].ContentText("content") ?? "",
            MessageCount = messages.Count,
            ToolResultCount = messages.Skip(lastUser + 1).Count(m => m.Text("role") == "tool"),
            Tools = [.. body.Objects("tools").Select(tool => tool.Object("function").Text("name")).OfType<string>()],
            Stream = body.Flag("stream"),
            IncludeUsage = body.Object("stream_options").Flag("include_usage"),
            Think = body.ContainsKey("reasoning_effort"),
            PromptTokens = Json.TokensOf(body["messages"]) + Json.TokensOf(body["tools"]),
        };
    }

    public JsonObject Answer(Ask ask, Reply reply)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = Content(reply), ["refusal"] = reply.Refuses ? reply.Text : null };
        if (ReasoningField(reply) is { } reasoning) message["reasoning_content"] = reasoning;
        if (reply.Tools.Count > 0) message["tool_calls"] = new JsonArray([.. reply.Tools.Select(tool => (JsonNode)ToolCall(tool, tool.Arguments))]);
        var answer = Envelope(reply, "chat.completion");
        answer["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = Finish(reply) });
        if (reply.ShowUsage) answer["usage"] = Usage(reply);
        answer["service_tier"] = "default";
        return answer;
    }

    public IEnumerable<byte[]> Stream(Ask ask, Reply reply)
    {
        var usage = ask.IncludeUsage && reply.ShowUsage;
        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "", ["refusal"] = null });
        if (ReasoningField(reply) is not null)
            foreach (var piece in Reply.Pieces(reply.Reasoning!)) yield return Chunk(new JsonObject { ["reasoning_content"] = piece });
        foreach (var delta in TextDeltas(reply)) yield return Chunk(delta);
        for (var i = 0; i < reply.Tools.Count; i++)
        {
            var start = ToolCall(reply.Tools[i], "");
            start["index"] = i;
            yield return Chunk(new JsonObject { ["tool_calls"] = new JsonArray(start) });
            foreach (var piece in Halves(reply.Tools[i].Arguments))
                yield return Chunk(new JsonObject { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = i, ["function"] = new JsonObject { ["arguments"] = piece } }) });
        }

        yield return Chunk([], Finish(reply), SendsUsageWithFinish && reply.ShowUsage ? Usage(reply) : null);
        if (usage && !SendsUsageWithFinish)
        {
            var last = Envelope(reply, "chat.completion.chunk");
            last["choices"] = new JsonArray();
            last["usage"] = Usage(reply);
            yield return Frames.Data(last);
        }

        yield return Frames.Done;

        byte[] Chunk(JsonObject delta, string? finish = null, JsonObject? counts = null)
        {
            var chunk = Envelope(reply, "chat.completion.chunk");
            chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish });
            if (usage || counts is not null) chunk["usage"] = counts;
            return Frames.Data(chunk);
        }
    }

    public virtual JsonObject Error(int status, string message) => ErrorBody(status, message);

    /// <summary>The error object all of OpenAI's endpoints share.</summary>
    public static JsonObject ErrorBody(int status, string message) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = message,
            ["type"] = status switch { 401 => "authentication_error", 429 => "requests", >= 500 => "server_error", _ => "invalid_request_error" },
            ["param"] = null,
            ["code"] = status switch { 400 => "invalid_value", 401 => "invalid_api_key", 404 => "not_found", 429 => "rate_limit_exceeded", 503 => "service_unavailable", _ => null },
        },
    };

    public static JsonObject Usage(Reply reply) => new()
    {
        ["prompt_tokens"] = reply.PromptTokens,
        ["completion_tokens"] = reply.CompletionTokens,
        ["total_tokens"] = reply.PromptTokens + reply.CompletionTokens,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = reply.CachedTokens, ["audio_tokens"] = 0 },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = reply.ReasoningTokens, ["audio_tokens"] = 0, ["accepted_prediction_tokens"] = 0, ["rejected_prediction_tokens"] = 0 },
    };

    /// <summary>Whether token counts come with the last piece, asked for or not, instead of in a chunk of their own.</summary>
    protected virtual bool SendsUsageWithFinish => false;

    /// <summary>The message's content; other houses put parts where OpenAI puts a text.</summary>
    protected virtual JsonNode? Content(Reply reply) => reply.Refuses || reply.Tools.Count > 0 ? null : reply.Text;

    protected virtual IEnumerable<JsonObject> TextDeltas(Reply reply)
    {
        if (reply.Tools.Count > 0) yield break;
        foreach (var piece in Reply.Pieces(reply.Text)) yield return new JsonObject { [reply.Refuses ? "refusal" : "content"] = piece };
    }

    // OpenAI's own models think in silence; only the open ones show it here.
    protected virtual string? ReasoningField(Reply reply) => reply.Model.StartsWith("deepseek", StringComparison.Ordinal) ? reply.Reasoning : null;

    private static string Finish(Reply reply) => reply.FinishAs("stop", "length", "tool_calls", "stop");

    // Azure keeps the model in the path: /openai/deployments/{model}/chat/completions.
    private static string? PathModel(string path)
    {
        var parts = path.Split('/');
        var at = Array.IndexOf(parts, "deployments");
        return at >= 0 && at + 1 < parts.Length ? parts[at + 1] : null;
    }

    private static JsonObject ToolCall(ReplyTool tool, string arguments) => new()
    {
        ["id"] = $"call_{tool.Id}",
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = arguments },
    };

    private static IEnumerable<string> Halves(string text) => [text[..(text.Length / 2)], text[(text.Length / 2)..]];

    private static JsonObject Envelope(Reply reply, string kind) => new()
    {
        ["id"] = $"chatcmpl-{reply.Id}",
        ["object"] = kind,
        ["created"] = reply.Created.ToUnixTimeSeconds(),
        ["model"] = reply.Model,
        ["system_fingerprint"] = $"fp_{reply.Id[..10]}",
    };
}
