using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Wire;

namespace Reprise.Core.Tests.Cache.Keys;

/// <summary>Makes requests and reads their keys, with one value for all that a test does not care about.</summary>
internal static class Asked
{
    public const string Chat = """{"model":"gpt-4o","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is the capital of France?"}]}""";

    public static readonly CacheScope Scope = new("default", "default", 1, "", []);
    public static readonly CachePolicy Policy = new() { Name = "default" };

    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["openai.chat"] = "/v1/chat/completions",
        ["openai.completions"] = "/v1/completions",
        ["openai.responses"] = "/v1/responses",
        ["openai.embeddings"] = "/v1/embeddings",
        ["anthropic.messages"] = "/v1/messages",
        ["anthropic.count_tokens"] = "/v1/messages/count_tokens",
        ["gemini.generate"] = "/v1beta/models/gemini-2.5-flash:generateContent",
        ["ollama.chat"] = "/api/chat",
        ["ollama.generate"] = "/api/generate",
        ["bedrock.converse"] = "/model/amazon.nova-lite-v1%3A0/converse",
        ["bedrock.converse_stream"] = "/model/amazon.nova-lite-v1%3A0/converse-stream",
        ["bedrock.invoke"] = "/model/anthropic.claude-3/invoke",
        ["bedrock.invoke_stream"] = "/model/anthropic.claude-3/invoke-with-response-stream",
        ["cohere.chat"] = "/v2/chat",
    };

    public static CacheKey Key(
        string body, string dialect = "openai.chat", string? path = null, string query = "", string provider = "openai", CacheScope? scope = null, CachePolicy? policy = null,
        IReadOnlyList<KeyValuePair<string, string>>? headers = null, string method = "POST") =>
        Key(Encoding.UTF8.GetBytes(body), dialect, path ?? Paths.GetValueOrDefault(dialect, "/v1/other"), query, provider, scope, policy, headers, method);

    public static CacheKey Key(
        ReadOnlyMemory<byte> body, string dialect, string path, string query = "", string provider = "openai", CacheScope? scope = null, CachePolicy? policy = null,
        IReadOnlyList<KeyValuePair<string, string>>? headers = null, string method = "POST")
    {
        var request = new CacheRequest(provider, DialectCatalog.OfRecord(dialect), new WireRequest(method, path, body, "application/json"), query, headers ?? []);
        return CacheKeyReader.Read(request, scope ?? Scope, policy ?? Policy);
    }

    /// <summary>The chat with some properties more, or others: <c>"max_tokens":5</c>.</summary>
    public static string With(string properties, string chat = Chat)
    {
        var body = JsonNode.Parse(chat)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse("{" + properties + "}")!.AsObject()) body[name] = value?.DeepClone();
        return body.ToJsonString();
    }

    /// <summary>A chat whose only message this is, given as JSON.</summary>
    public static string Messages(string messages) => $$"""{"model":"m","messages":{{messages}}}""";

    public static string User(string text) => Messages($$"""[{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]""");
}
