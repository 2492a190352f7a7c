using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary><c>/v1/embeddings</c>, as numbers or as base64.</summary>
internal sealed class OpenAiEmbeddings : IScriptedDialect
{
    public bool Accepts(string path) => path.EndsWith("/v1/embeddings", StringComparison.Ordinal) || path.EndsWith("/openai/embeddings", StringComparison.Ordinal);

    public Ask Read(string path, JsonObject body)
    {
        var inputs = body.Texts("input");
        return new Ask
        {
            Model = body.Text("model") ?? "text-embedding-3-small",
            Prompt = string.Join('\n', inputs),
            Inputs = inputs,
            Dimensions = Math.Clamp(body.Whole("dimensions") ?? 64, 1, 4096),
            Base64 = body.Text("encoding_format") == "base64",
            PromptTokens = inputs.Sum(Json.TokensOf),
        };
    }

    public JsonObject Answer(Ask ask, Reply reply) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. ask.Inputs.Select((text, index) => (JsonNode)new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = index,
            ["embedding"] = ask.Base64 ? Convert.ToBase64String(MemoryMarshal.AsBytes<float>(Vector.Of(text, ask.Dimensions))) : Vector.Json(text, ask.Dimensions),
        })]),
        ["model"] = reply.Model,
        ["usage"] = new JsonObject { ["prompt_tokens"] = reply.PromptTokens, ["total_tokens"] = reply.PromptTokens },
    };

    public JsonObject Error(int status, string message) => OpenAiChat.ErrorBody(status, message);
}
