using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary>The older <c>/v1/completions</c>.</summary>
internal sealed class OpenAiCompletions : IScriptedDialect
{
    public bool Accepts(string path) => path.EndsWith("/completions", StringComparison.Ordinal);

    public Ask Read(string path, JsonObject body) => new()
    {
        Model = body.Text("model") ?? "gpt-3.5-turbo-instruct",
        Prompt = body.ContentText("prompt") ?? "",
        Stream = body.Flag("stream"),
        IncludeUsage = body.Object("stream_options").Flag("include_usage"),
        PromptTokens = Json.TokensOf(body["prompt"]),
    };

    public JsonObject Answer(Ask ask, Reply reply)
    {
        var answer = Piece(reply, reply.Text, reply.Truncated ? "length" : "stop");
        if (reply.ShowUsage) answer["usage"] = Usage(reply);
        return answer;
    }

    public IEnumerable<byte[]> Stream(Ask ask, Reply reply)
    {
        foreach (var text in Reply.Pieces(reply.Text)) yield return Frames.Data(Piece(reply, text, null));
        yield return Frames.Data(Piece(reply, "", reply.Truncated ? "length" : "stop"));
        if (ask.IncludeUsage && reply.ShowUsage)
        {
            var last = Piece(reply, "", null);
            last["choices"] = new JsonArray();
            last["usage"] = Usage(reply);
            yield return Frames.Data(last);
        }

        yield return Frames.Done;
    }

    public JsonObject Error(int status, string message) => OpenAiChat.ErrorBody(status, message);

    private static JsonObject Piece(Reply reply, string text, string? finish) => new()
    {
        ["id"] = $"cmpl-{reply.Id}",
        ["object"] = "text_completion",
        ["created"] = reply.Created.ToUnixTimeSeconds(),
        ["model"] = reply.Model,
        ["choices"] = new JsonArray(new JsonObject { ["text"] = text, ["index"] = 0, ["logprobs"] = null, ["finish_reason"] = finish }),
    };

    private static JsonObject Usage(Reply reply) => new()
    {
        ["prompt_tokens"] = reply.PromptTokens,
        ["completion_tokens"] = reply.CompletionTokens,
        ["total_tokens"] = reply.PromptTokens + reply.CompletionTokens,
    };
}
