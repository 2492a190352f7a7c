using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary><c>/api/chat</c> of Ollama: NDJSON, streamed unless told otherwise, times in nanoseconds.</summary>
internal sealed class OllamaChat : IScriptedDialect
{
    public string StreamType => "application/x-ndjson";

    public bool Accepts(string path) => path == "/api/chat";

    public Ask Read(string path, JsonObject body)
    {
        var messages = body.Objects("messages");
        var lastUser = messages.ToList().FindLastIndex(m => m.Text("role") == "user");
        return new Ask
        {
            Model = body.Text("model") ?? "llama3.2:3b",
            Prompt = lastUser < 0 ? "" : messages[lastUser].Text("content") ?? "",
            MessageCount = messages.Count,
            ToolResultCount = messages.Skip(lastUser + 1).Count(m => m.Text("role") == "tool"),
            Tools = [.. body.Objects("tools").Select(tool => tool.Object("function").Text("name")).OfType<string>()],
            Stream = Ollama.WantsStream(body),
            Think = body.Flag("think"),
            PromptTokens = Json.TokensOf(body["messages"]) + Json.TokensOf(body["tools"]),
        };
    }

    public JsonObject Answer(Ask ask, Reply reply) => Line(reply, Message(reply.Tools.Count > 0 ? "" : reply.Text, reply.Reasoning, reply.Tools), done: true);

    public IEnumerable<byte[]> Stream(Ask ask, Reply reply)
    {
        foreach (var piece in Reply.Pieces(reply.Reasoning ?? "")) yield return Frames.Line(Line(reply, Message("", piece, []), done: false));
        if (reply.Tools.Count > 0) yield return Frames.Line(Line(reply, Message("", null, reply.Tools), done: false));
        else
            foreach (var piece in Reply.Pieces(reply.Text)) yield return Frames.Line(Line(reply, Message(piece, null, []), done: false));
        yield return Frames.Line(Line(reply, Message("", null, []), done: true));
    }

    public JsonObject Error(int status, string message) => Ollama.Error(message);

    public byte[] StreamError(string message) => Frames.Line(Ollama.Error(message));

    private static JsonObject Line(Reply reply, JsonObject message, bool done)
    {
        var line = Ollama.Envelope(reply);
        line["message"] = message;
        return Ollama.Finish(line, reply, done);
    }

    private static JsonObject Message(string content, string? thinking, IReadOnlyList<ReplyTool> tools)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = content };
        if (thinking is not null) message["thinking"] = thinking;
        if (tools.Count > 0)
            message["tool_calls"] = new JsonArray([.. tools.Select(tool => (JsonNode)new JsonObject
            {
                ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = JsonNode.Parse(tool.Arguments) },
            })]);
        return message;
    }
}

/// <summary><c>/api/generate</c>: a prompt instead of messages.</summary>
internal sealed class OllamaGenerate : IScriptedDialect
{
    public string StreamType => "application/x-ndjson";

    public bool Accepts(string path) => path == "/api/generate";

    public Ask Read(string path, JsonObject body) => new()
    {
        Model = body.Text("model") ?? "llama3.2:3b",
        Prompt = body.Text("prompt") ?? "",
        Stream = Ollama.WantsStream(body),
        Think = body.Flag("think"),
        PromptTokens = Json.TokensOf(body["prompt"]) + Json.TokensOf(body["system"]),
    };

    public JsonObject Answer(Ask ask, Reply reply) => Line(reply, reply.Text, done: true);

    public IEnumerable<byte[]> Stream(Ask ask, Reply reply)
    {
        foreach (var piece in Reply.Pieces(reply.Text)) yield return Frames.Line(Line(reply, piece, done: false));
        yield return Frames.Line(Line(reply, "", done: true));
    }

    public JsonObject Error(int status, string message) => Ollama.Error(message);

    public byte[] StreamError(string message) => Frames.Line(Ollama.Error(message));

    private static JsonObject Line(Reply reply, string text, bool done)
    {
        var line = Ollama.Envelope(reply);
        line["response"] = text;
        return Ollama.Finish(line, reply, done);
    }
}

/// <summary><c>/api/embed</c>.</summary>
internal sealed class OllamaEmbed : IScriptedDialect
{
    public bool Accepts(string path) => path == "/api/embed";

    public Ask Read(string path, JsonObject body)
    {
        var inputs = body.Texts("input");
        return new Ask { Model = body.Text("model") ?? "nomic-embed-text", Prompt = string.Join('\n', inputs), Inputs = inputs, PromptTokens = inputs.Sum(Json.TokensOf) };
    }

    public JsonObject Answer(Ask ask, Reply reply) => new()
    {
        ["model"] = ask.Model,
        ["embeddings"] = new JsonArray([.. ask.Inputs.Select(text => (JsonNode)Vector.Json(text, ask.Dimensions))]),
        ["total_duration"] = 14_143_917,
        ["load_duration"] = 1_019_500,
        ["prompt_eval_count"] = reply.PromptTokens,
    };

    public JsonObject Error(int status, string message) => Ollama.Error(message);
}

/// <summary>What Ollama's endpoints share.</summary>
internal static class Ollama
{
    public static bool WantsStream(JsonObject body) => body["stream"]?.GetValueKind() != System.Text.Json.JsonValueKind.False;

    public static JsonObject Error(string message) => new() { ["error"] = message };

    public static JsonObject Envelope(Reply reply) => new() { ["model"] = reply.Model, ["created_at"] = reply.Created.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'") };

    public static JsonObject Finish(JsonObject line, Reply reply, bool done)
    {
        line["done"] = done;
        if (!done) return line;
        line["done_reason"] = reply.Truncated ? "length" : "stop";
        line["total_duration"] = 1_000_000L * ((long)reply.FirstDelay.TotalMilliseconds + (reply.CompletionTokens * 20));
        line["load_duration"] = 62_134_000L;
        if (!reply.ShowUsage) return line;
        line["prompt_eval_count"] = reply.PromptTokens;
        line["prompt_eval_duration"] = 1_000_000L * reply.PromptTokens;
        line["eval_count"] = reply.CompletionTokens;
        line["eval_duration"] = 20_000_000L * reply.CompletionTokens;
        return line;
    }
}
