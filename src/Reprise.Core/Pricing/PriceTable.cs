using Reprise.Interactions;

namespace Reprise.Pricing;

/// <summary>A price list with its history, as built from public tables. Immutable; safe for use from many threads.</summary>
public sealed class PriceTable : IPrices
{
    private static readonly Lazy<PriceTable> s_builtIn = new(PriceTableReader.ReadBuiltIn);

    private readonly Dictionary<string, ProviderPrices> _byId;
    private readonly LookupCache _cache;

    internal PriceTable(string version, int models, IReadOnlyList<ProviderPrices> providers)
    {
        Version = version;
        Models = models;
        Providers = providers;
        _byId = providers.ToDictionary(provider => provider.Id, StringComparer.Ordinal);
        _cache = new LookupCache(Look);
    }

    /// <summary>The table that comes with this build; opened on first use, and each provider's prices when first asked for.</summary>
    public static PriceTable BuiltIn => s_builtIn.Value;

    /// <summary>The day of the youngest source and a short hash of the contents, such as <c>2026-08-22.1f0c9a2e</c>.</summary>
    public string Version { get; }

    /// <summary>How many models have a price.</summary>
    public int Models { get; }

    internal IReadOnlyList<ProviderPrices> Providers { get; }

    /// <summary>Every price, provider by provider, oldest first within a model.</summary>
    public IEnumerable<PriceRow> Rows =>
        from provider in Providers
        from model in provider.All
        from row in model.Rows()
        select row;

    public PricedUsage? Price(string? provider, string? model, TokenUsage usage, DateTimeOffset at) =>
        Cost(provider, model, usage, at) is { } cost ? new PricedUsage(cost.Total, Version) : null;

    /// <summary>As <see cref="Price"/>, in parts.</summary>
    public CostParts? Cost(string? provider, string? model, TokenUsage usage, DateTimeOffset at) =>
        Find(provider, model)?.At(at) is { } prices ? CostParts.Of(prices, usage) : null;

    /// <summary>The model a name means, or null. Under 1 µs when asked again.</summary>
    internal PricedModel? Find(string? provider, string? model) => _cache.Find(provider, model);

    private PricedModel? Look(string? provider, string model)
    {
        var known = Resolve(provider, model);
        if (known is not null) return FindAt(known, ProviderNames.WithoutRoute(known.Id, model));
        if (ProviderNames.ServesAnything(provider)) return null;

        // No provider, or one we never heard of: the model's name tells it only where no one else sells that model.
        foreach (var name in ModelNames.Candidates(model, static _ => true))
        {
            foreach (var seller in Providers)
            {
                if (seller.Sells.Any(pattern => pattern.Matches(name))) return FindAt(seller, name);
            }
        }

        return null;
    }

    /// <summary>The provider a configured name means, such as <c>aws</c> for <c>bedrock-eu</c>; null when unknown.</summary>
    internal ProviderPrices? Resolve(string? provider, string model)
    {
        if (string.IsNullOrWhiteSpace(provider)) return null;
        var name = ProviderNames.Plain(provider);
        if (_byId.TryGetValue(name, out var exact)) return exact;
        if (ProviderNames.Routed(name, model) is { } routed) return _byId.GetValueOrDefault(routed);
        return Providers.FirstOrDefault(candidate => candidate.KnownAs.Any(pattern => pattern.Matches(name)));
    }

    private PricedModel? FindAt(ProviderPrices provider, string model)
    {
        foreach (var name in ModelNames.Candidates(model, prefix => Resolve(prefix, "")?.Id is { } id && (id == provider.Id || provider.FallsBackTo.Contains(id))))
        {
            if (provider.FindRuled(name) is { } ruled) return ruled;
            foreach (var vendor in provider.FallsBackTo)
            {
                if (_byId.GetValueOrDefault(vendor)?.FindRuled(name) is { } sold) return sold;
            }

            if (provider.FindOther(name) is { } other) return other;
            foreach (var vendor in provider.FallsBackTo)
            {
                if (_byId.GetValueOrDefault(vendor)?.FindOther(name) is { } sold) return sold;
            }
        }

        return null;
    }
}
