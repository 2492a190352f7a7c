using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Client.Http;

/// <summary>What a call is made to.</summary>
/// <param name="Provider">A model provider's name; null for a host of unknown name.</param>
/// <param name="Dialect">The wire format the path belongs to; null where it belongs to none that speaks with a model.</param>
internal readonly record struct HttpTarget(string? Provider, IDialect? Dialect)
{
    private static readonly Dictionary<string, string> s_hosts = BuiltInProviders.All.ToDictionary(static provider => HostOf(new Uri(provider.Value.BaseUrl)), static provider => provider.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Providers whose hosts differ by region, resource or account.</summary>
    private static readonly (string Part, string Provider)[] s_parts =
    [
        (".openai.azure.com", "azure-openai"), (".services.ai.azure.com", "azure-openai"), ("bedrock-runtime.", "bedrock"), ("aiplatform.googleapis.com", "vertex"), ("localhost:11434", "ollama"),
        ("api.openai.com", "openai"),
    ];

    public static HttpTarget Of(HttpRequestMessage request, HttpRecordingOptions options)
    {
        var uri = request.RequestUri!;
        var provider = ProviderOf(HostOf(uri), options);
        var dialect = DialectCatalog.Find(null, provider ?? "", request.Method.Method, uri.AbsolutePath);
        var speaksWithModel = dialect.Kind is InteractionKind.Llm or InteractionKind.Embedding && dialect.Name is not ("opaque" or "json" or "json.read" or "openai.models" or "reprise");
        return new HttpTarget(provider, speaksWithModel ? dialect : null);
    }

    /// <summary>With its port where that is not the scheme's own; without whoever signed in there.</summary>
    public static string HostOf(Uri uri) => uri.IsDefaultPort ? uri.Host : FormattableString.Invariant($"{uri.Host}:{uri.Port}");

    private static string? ProviderOf(string host, HttpRecordingOptions options)
    {
        if (options.Providers.TryGetValue(host, out var own)) return own;
        if (s_hosts.TryGetValue(host, out var known)) return known;
        foreach (var (part, provider) in s_parts)
            if (host.Contains(part, StringComparison.OrdinalIgnoreCase)) return provider;
        return null;
    }
}
