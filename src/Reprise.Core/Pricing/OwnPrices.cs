namespace Reprise.Pricing;

/// <summary>The prices a user's own file gives. They come before the built-in ones wherever they match.</summary>
internal sealed class OwnPrices
{
    /// <summary>The provider that means any.</summary>
    public const string AnyProvider = "*";

    private readonly Dictionary<string, List<PricedModel>> _byProvider = new(StringComparer.Ordinal);
    private readonly PriceTable _builtIn;
    private readonly LookupCache _cache;

    public OwnPrices(IReadOnlyList<PriceRow> rows, string version, PriceTable builtIn)
    {
        Version = version;
        Rows = rows;
        _builtIn = builtIn;
        _cache = new LookupCache(Look);
        foreach (var model in rows.GroupBy(row => (Provider: ProviderNames.Plain(row.Provider), Model: row.Model.ToLowerInvariant())))
        {
            if (!_byProvider.TryGetValue(model.Key.Provider, out var models)) _byProvider[model.Key.Provider] = models = [];
            models.Add(ToModel(model.Key.Provider, [.. model]));
        }
    }

    public string Version { get; }
    public IReadOnlyList<PriceRow> Rows { get; }

    public PricedModel? Find(string? provider, string? model) => _cache.Find(provider, model);

    private PricedModel? Look(string? provider, string model)
    {
        // The name as configured counts before the provider it means: "azure-eu" may have prices that "azure" has not.
        var configured = provider is null ? null : ProviderNames.Plain(provider);
        var known = _builtIn.Resolve(provider, model)?.Id;
        foreach (var name in ModelNames.Candidates(model, prefix => prefix == configured || prefix == known))
        {
            var found = Best(configured, name) ?? Best(known, name) ?? Best(AnyProvider, name);
            if (found is not null) return found;
        }

        return null;
    }

    /// <summary>An exact name, else the longest pattern.</summary>
    private PricedModel? Best(string? provider, string name)
    {
        if (provider is null || !_byProvider.TryGetValue(provider, out var models)) return null;
        PricedModel? best = null;
        var longest = -1;
        foreach (var model in models)
        {
            foreach (var pattern in model.Names)
            {
                if (!pattern.Matches(name)) continue;
                var length = pattern.IsExact ? int.MaxValue : pattern.Text.Length;
                if (length > longest) (best, longest) = (model, length);
            }
        }

        return best;
    }

    private static PricedModel ToModel(string provider, List<PriceRow> rows) => new(
        provider,
        [.. rows.SelectMany(row => row.Names.Prepend(row.Model)).Distinct(StringComparer.OrdinalIgnoreCase).Select(NamePattern.Parse)],
        PriceFile.Source,
        [
            .. rows.OrderBy(row => row.ValidFrom ?? DateOnly.MinValue).ThenBy(row => row.Hours is not null)
                .Select(row => new PricePeriod(row.Prices, row.ValidFrom, PriceHours.TryParse(row.Hours, out var hours) ? hours : null)),
        ]);
}
