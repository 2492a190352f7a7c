namespace Reprise.Pricing;

/// <summary>What a configured provider name says about who is paid.</summary>
internal static class ProviderNames
{
    /// <summary>Programs that serve whatever is loaded into them, so that a model's name says nothing about a price.</summary>
    private static readonly string[] s_servers = ["ollama", "lmstudio", "vllm", "llamacpp", "llama.cpp", "localai", "sglang", "tgi", "modal", "local", "mock", "fake"];

    public static string Plain(string provider) => provider.Trim().ToLowerInvariant().Replace(' ', '-');

    public static bool ServesAnything(string? provider)
    {
        if (provider is null) return false;
        var name = Plain(provider).Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return s_servers.Any(server => name.StartsWith(server, StringComparison.Ordinal));
    }

    /// <summary>
    /// Hugging Face routes to other providers: the name of the one is behind a colon in the model, <c>meta-llama/llama-3.3-70b:groq</c>, or in the configured
    /// name. Null when neither says.
    /// </summary>
    public static string? Routed(string provider, string model)
    {
        var colon = model.LastIndexOf(':');
        if (colon >= 0) return $"huggingface_{model[(colon + 1)..].Trim().ToLowerInvariant()}";
        return provider.StartsWith("huggingface_", StringComparison.Ordinal) ? provider : null;
    }
}
