namespace Reprise.Pricing;

/// <summary>What a configured provider name says about who is paid.</summary>
internal static class ProviderNames
{
    /// <summary>Programs and routers that serve anything, so that a model's name says nothing about a price.</summary>
    private static readonly string[] s_servers = ["huggingface", "ollama", "lmstudio", "vllm", "llamacpp", "llama.cpp", "localai", "sglang", "tgi", "modal", "local", "mock", "fake"];

    private const string RoutedPrefix = "huggingface_";

    public static string Plain(string provider) => provider.Trim().ToLowerInvariant().Replace(' ', '-');

    public static bool ServesAnything(string? provider)
    {
        if (provider is null) return false;
        var name = Plain(provider).Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return s_servers.Any(server => name.StartsWith(server, StringComparison.Ordinal));
    }

    /// <summary>
    /// Hugging Face routes to other providers, each at its own price; the one is named behind a colon in the model: <c>meta-llama/llama-3.3-70b:groq</c>.
    /// Null when nothing says which.
    /// </summary>
    public static string? Routed(string provider, string model)
    {
        if (!provider.Contains("huggingface", StringComparison.Ordinal)) return null;
        var colon = model.LastIndexOf(':');
        return colon < 0 ? null : RoutedPrefix + model[(colon + 1)..].Trim().ToLowerInvariant();
    }

    /// <summary>The model's own name, without what <see cref="Routed"/> reads.</summary>
    public static string WithoutRoute(string providerId, string model)
    {
        if (!providerId.StartsWith(RoutedPrefix, StringComparison.Ordinal)) return model;
        var route = ":" + providerId[RoutedPrefix.Length..];
        return model.EndsWith(route, StringComparison.OrdinalIgnoreCase) ? model[..^route.Length] : model;
    }
}
