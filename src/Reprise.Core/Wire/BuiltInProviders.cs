namespace Reprise.Wire;

/// <summary>Providers that need no configuration. A section of the same name changes what it names and keeps the rest.</summary>
public static class BuiltInProviders
{
    /// <summary>Base URLs are hosts: clients keep the path they would use with the provider itself.</summary>
    public static IReadOnlyDictionary<string, (string BaseUrl, string? Dialect)> All { get; } = new Dictionary<string, (string, string?)>(StringComparer.OrdinalIgnoreCase)
    {
        ["openai"] = ("https://api.openai.com", null),
        ["anthropic"] = ("https://api.anthropic.com", null),
        ["ollama"] = ("http://127.0.0.1:11434", null),
        ["gemini"] = ("https://generativelanguage.googleapis.com", null),
        ["bedrock"] = ("https://bedrock-runtime.us-east-1.amazonaws.com", null),
        ["mistral"] = ("https://api.mistral.ai", null),
        ["cohere"] = ("https://api.cohere.com", null),
        ["groq"] = ("https://api.groq.com", null),
        ["deepseek"] = ("https://api.deepseek.com", null),
        ["openrouter"] = ("https://openrouter.ai", null),
        ["cerebras"] = ("https://api.cerebras.ai", null),
        ["huggingface"] = ("https://router.huggingface.co", null),
        ["together"] = ("https://api.together.xyz", null),
        ["perplexity"] = ("https://api.perplexity.ai", null),
        ["xai"] = ("https://api.x.ai", null),
        ["voyage"] = ("https://api.voyageai.com", null),
    };
}
