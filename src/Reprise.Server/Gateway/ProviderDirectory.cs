using System.Diagnostics.CodeAnalysis;
using Reprise.Wire;

namespace Reprise.Server.Gateway;

/// <summary>All providers by name: the built-in ones and those of the configuration. Made once; throws with every mistake it finds.</summary>
internal sealed class ProviderDirectory
{
    /// <summary>First segments of our own routes; no provider can have such a name.</summary>
    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "api", "v1", "health", "metrics", "openapi", "schemas", "problems", "assets", "interactions", "sessions", "status", "settings",
    };

    private readonly Dictionary<string, Provider> _providers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Provider>.AlternateLookup<ReadOnlySpan<char>> _byName;

    public ProviderDirectory(IConfiguration configuration, ILogger<ProviderDirectory> log)
    {
        var errors = new List<string>();
        var sections = configuration.GetSection("Providers").GetChildren().ToDictionary(s => s.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, (baseUrl, dialect)) in BuiltInProviders.All)
            if (!sections.ContainsKey(name)) Add(name, new ProviderOptions { BaseUrl = baseUrl, Dialect = dialect }, log);
        foreach (var (name, section) in sections)
        {
            var options = ReadOptions(section, errors);
            if (BuiltInProviders.All.TryGetValue(name, out var builtIn))
            {
                options.BaseUrl ??= builtIn.BaseUrl;
                options.Dialect ??= builtIn.Dialect;
            }

            if (Check(name, options, errors)) Add(name, options, log);
        }

        foreach (var provider in _providers.Values) provider.Fallbacks = [.. FallbacksOf(provider, errors)];
        if (errors.Count > 0) throw new InvalidOperationException("The configuration of the providers is wrong: " + string.Join("; ", errors));
        _byName = _providers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IEnumerable<Provider> All => _providers.Values;

    public bool TryGet(ReadOnlySpan<char> name, [NotNullWhen(true)] out Provider? provider) => _byName.TryGetValue(name, out provider);

    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    private static ProviderOptions ReadOptions(IConfigurationSection section, List<string> errors)
    {
        try
        {
            var options = new ProviderOptions();
            section.Bind(options);
            return options;
        }
        catch (InvalidOperationException e)
        {
            errors.Add($"{section.Path}: {e.Message}");
            return new ProviderOptions();
        }
    }

    private static bool Check(string name, ProviderOptions options, List<string> errors)
    {
        var before = errors.Count;
        var path = $"Providers:{name}";
        if (name.Length is 0 or > 32 || !name.All(IsNameCharacter)) errors.Add($"{path}: a name is 1 to 32 letters, digits, '_', '-' or '.'");
        if (s_reserved.Contains(name)) errors.Add($"{path}: the name is one of our own routes; choose another");
        if (options.BaseUrl is null) errors.Add($"{path}:BaseUrl is missing");
        else if (!Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            errors.Add($"{path}:BaseUrl must be an absolute http or https URL without query and credentials");
        if (options.Timeout < TimeSpan.Zero || options.Timeout > TimeSpan.FromHours(24) || options.Timeout is { Ticks: > 0 } and { TotalMilliseconds: < 10 }) errors.Add($"{path}:Timeout must be 0, or 10 ms to 24 hours");
        if (options.IdleTimeout < TimeSpan.Zero) errors.Add($"{path}:IdleTimeout must not be negative");
        if (options.Retries is < 0 or > 10) errors.Add($"{path}:Retries must be 0 to 10");
        if (options.RetryDelay < TimeSpan.Zero || options.RetryDelay > TimeSpan.FromMinutes(5)) errors.Add($"{path}:RetryDelay must be 0 to 5 minutes");
        return errors.Count == before;
    }

    private void Add(string name, ProviderOptions options, ILogger log) =>
        _providers[name] = new Provider(name.ToLowerInvariant(), options.BaseUrl!.TrimEnd('/'), options, Resilience.Of(options, log));

    private IEnumerable<Provider> FallbacksOf(Provider provider, List<string> errors)
    {
        foreach (var name in provider.Options.Fallbacks)
        {
            if (!_providers.TryGetValue(name, out var fallback) || fallback == provider)
                errors.Add($"Providers:{provider.Name}:Fallbacks names '{name}', which is not another configured provider");
            else if (fallback.Options.ApiKey is null && fallback.Authority != provider.Authority)
                errors.Add($"Providers:{provider.Name}:Fallbacks names '{name}', which has no ApiKey of its own; the client's is not sent to another host");
            else yield return fallback;
        }
    }
}
