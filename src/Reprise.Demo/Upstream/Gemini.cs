using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary><c>…/models/{model}:generateContent</c> and <c>:streamGenerateContent</c> of Gemini, the stream as server-sent events.</summary>
internal sealed class GeminiGenerate : IScriptedDialect
{
    public bool Accepts(string path) => path.EndsWith(":generateContent", StringComparison.Ordinal) || path.EndsWith(":streamGenerateContent", StringComparison.Ordinal);

    public Ask Read(string path, JsonObject body)
    {
        var contents = body.Objects("contents");
        var lastUser = contents.ToList().FindLastIndex(c => c.Text("role") is "user" or null && c.ContentText("parts") is { Length: > 0 });
        return new Ask
        {
            Model = Gemini.ModelOf(path),
            Prompt = lastUser < 0 ? "" : contents[lastUser].ContentText("parts")!,
            MessageCount = contents.Count,
            ToolResultCount = contents.Skip(lastUser + 1).Sum(c => c.Objects("parts").Count(part => part.ContainsKey("functionResponse"))),
            Tools = [.. body.Objects("tools").SelectMany(tool => tool.Objects("functionDeclarations")).Select(f => f.Text("name")).OfType<string>()],
            Stream = path.EndsWith(":streamGenerateContent", StringComparison.Ordinal),
            Think = body.Object("generationConfig").Object("thinkingConfig").Flag("includeThoughts"),
            PromptTokens = Json.TokensOf(body["contents"]) + Json.TokensOf(body["systemInstruction"]) + Json.TokensOf(body["tools"]),
        };
    }

    public JsonObject Answer(Ask ask, Reply reply) => Piece(reply, [.. Parts(reply)], last: true);

    public IEnumerable<byte[]> Stream(Ask ask, Reply reply)
    {
        foreach (var piece in Reply.Pieces(reply.Reasoning ?? "")) yield return Frames.Data(Piece(reply, [Thought(piece)], last: false));
        if (reply.Tools.Count == 0)
            foreach (var piece in Reply.Pieces(reply.Text)) yield return Frames.Data(Piece(reply, [new JsonObject { ["text"] = piece }], last: false));
        yield return Frames.Data(Piece(reply, reply.Tools.Count > 0 ? [.. Calls(reply)] : [new JsonObject { ["text"] = "" }], last: true));
    }

    public JsonObject Error(int status, string message) => Gemini.Error(status, message);

    private static IEnumerable<JsonNode> Parts(Reply reply)
    {
        if (reply.Reasoning is not null) yield return Thought(reply.Reasoning);
        if (reply.Tools.Count == 0) yield return new JsonObject { ["text"] = reply.Text };
        foreach (var call in Calls(reply)) yield return call;
    }

    private static IEnumerable<JsonNode> Calls(Reply reply) =>
        reply.Tools.Select(tool => new JsonObject { ["functionCall"] = new JsonObject { ["name"] = tool.Name, ["args"] = JsonNode.Parse(tool.Arguments) } });

    private static JsonObject Thought(string text) => new() { ["text"] = text, ["thought"] = true };

    private static JsonObject Piece(Reply reply, JsonNode[] parts, bool last)
    {
        var candidate = new JsonObject { ["content"] = new JsonObject { ["parts"] = new JsonArray(parts), ["role"] = "model" }, ["index"] = 0 };
        if (last) candidate["finishReason"] = reply.FinishAs("STOP", "MAX_TOKENS", "STOP", "SAFETY");
        var piece = new JsonObject { ["candidates"] = new JsonArray(candidate) };
        if (reply.ShowUsage) piece["usageMetadata"] = Usage(reply, last);
        piece["modelVersion"] = reply.Model;
        piece["responseId"] = reply.Id;
        return piece;
    }

    private static JsonObject Usage(Reply reply, bool last)
    {
        var usage = new JsonObject { ["promptTokenCount"] = reply.PromptTokens };
        if (last)
        {
            usage["candidatesTokenCount"] = reply.CompletionTokens - reply.ReasoningTokens;
            if (reply.ReasoningTokens > 0) usage["thoughtsTokenCount"] = reply.ReasoningTokens;
            if (reply.CachedTokens > 0) usage["cachedContentTokenCount"] = reply.CachedTokens;
        }

        usage["totalTokenCount"] = reply.PromptTokens + (last ? reply.CompletionTokens : 0);
        return usage;
    }
}

/// <summary><c>:embedContent</c> and <c>:batchEmbedContents</c>.</summary>
internal sealed class GeminiEmbed : IScriptedDialect
{
    public bool Accepts(string path) => path.EndsWith(":embedContent", StringComparison.Ordinal) || path.EndsWith(":batchEmbedContents", StringComparison.Ordinal);

    public Ask Read(string path, JsonObject body)
    {
        IReadOnlyList<string> inputs = path.EndsWith(":embedContent", StringComparison.Ordinal)
            ? [body.Object("content").ContentText("parts") ?? ""]
            : [.. body.Objects("requests").Select(request => request.Object("content").ContentText("parts") ?? "")];
        return new Ask { Model = Gemini.ModelOf(path), Prompt = string.Join('\n', inputs), Inputs = inputs, PromptTokens = inputs.Sum(Json.TokensOf), MessageCount = body.ContainsKey("requests") ? 2 : 1 };
    }

    public JsonObject Answer(Ask ask, Reply reply)
    {
        var vectors = ask.Inputs.Select(text => (JsonNode)new JsonObject { ["values"] = Vector.Json(text, ask.Dimensions) }).ToArray();
        return ask.MessageCount == 1 ? new JsonObject { ["embedding"] = vectors[0] } : new JsonObject { ["embeddings"] = new JsonArray(vectors) };
    }

    public JsonObject Error(int status, string message) => Gemini.Error(status, message);
}

/// <summary>What Gemini's endpoints share.</summary>
internal static class Gemini
{
    /// <summary>The model stands between the last slash and the verb.</summary>
    public static string ModelOf(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name[..name.LastIndexOf(':')];
    }

    public static JsonObject Error(int status, string message) => new()
    {
        ["error"] = new JsonObject
        {
            ["code"] = status,
            ["message"] = message,
            ["status"] = status switch { 400 => "INVALID_ARGUMENT", 401 => "UNAUTHENTICATED", 404 => "NOT_FOUND", 429 => "RESOURCE_EXHAUSTED", 503 => "UNAVAILABLE", _ => "INTERNAL" },
        },
    };
}
