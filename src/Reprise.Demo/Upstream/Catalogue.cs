using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary>What providers answer when asked which models they have.</summary>
internal static class Catalogue
{
    private static readonly Dictionary<string, string[]> _models = new(StringComparer.Ordinal)
    {
        ["openai"] = ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "o4-mini", "text-embedding-3-small"],
        ["anthropic"] = ["claude-sonnet-4-5", "claude-haiku-4-5", "claude-opus-4-1"],
        ["ollama"] = ["llama3.2:3b", "qwen2.5:7b", "nomic-embed-text"],
        ["mistral"] = ["mistral-small-latest", "mistral-large-latest", "magistral-medium-latest"],
        ["groq"] = ["llama-3.3-70b-versatile", "llama-3.1-8b-instant"],
        ["deepseek"] = ["deepseek-chat", "deepseek-reasoner"],
    };

    /// <summary>The list, or null when the path asks for something else.</summary>
    public static JsonObject? For(string provider, string path)
    {
        var names = _models.GetValueOrDefault(provider, ["demo-model"]);
        if (path == "/api/version") return new JsonObject { ["version"] = "0.12.3" };
        if (path == "/api/tags")
            return new JsonObject { ["models"] = new JsonArray([.. names.Select(name => (JsonNode)new JsonObject { ["name"] = name, ["model"] = name, ["size"] = 2_019_393_189 })]) };
        if (!path.EndsWith("/models", StringComparison.Ordinal)) return null;
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. names.Select(name => (JsonNode)new JsonObject { ["id"] = name, ["object"] = "model", ["created"] = 1_735_689_600, ["owned_by"] = provider })]),
        };
    }
}
