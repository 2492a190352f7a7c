namespace Reprise.Pricing;

/// <summary>What a table knows of one provider. Its models are read when first asked for: a server uses two or three providers of seventy.</summary>
internal sealed class ProviderPrices(string id)
{
    public string Id { get; } = id;

    /// <summary>Configured names that mean this provider, beside its id.</summary>
    public IReadOnlyList<NamePattern> KnownAs { get; init; } = [];

    /// <summary>Models that no one else sells: they tell the provider when its name does not.</summary>
    public IReadOnlyList<NamePattern> Sells { get; init; } = [];

    /// <summary>Vendors whose models this provider sells at the vendor's own price.</summary>
    public IReadOnlyList<string> FallsBackTo { get; init; } = [];

    /// <summary>From the first authority, with patterns; the first match counts.</summary>
    public required Lazy<IReadOnlyList<PricedModel>> Models { get; init; }

    /// <summary>From the other sources, by exact name.</summary>
    public required Lazy<IReadOnlyDictionary<string, PricedModel>> Others { get; init; }

    public IEnumerable<PricedModel> All => Models.Value.Concat(Others.Value.Values.Distinct());

    public PricedModel? FindOther(string name) => Others.Value.GetValueOrDefault(name);

    public PricedModel? FindRuled(string name)
    {
        foreach (var model in Models.Value)
        {
            if (model.Matches(name)) return model;
        }

        return null;
    }
}
