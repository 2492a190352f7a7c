namespace Reprise.BuildPrices;

/// <summary>Prices in our own words, per million tokens or thousand requests.</summary>
internal sealed class Prices
{
    public SortedDictionary<string, decimal> Base { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<long, SortedDictionary<string, decimal>> Tiers { get; } = [];
    public string? From { get; set; }
    public string? Hours { get; set; }

    public decimal? this[string name] => Base.TryGetValue(name, out var price) ? price : null;

    public void Set(string name, decimal? price, long? above = null)
    {
        if (price is not { } value) return;
        // Editions carry noise of binary fractions in the 17th digit.
        value = decimal.Round(value, 10) / 1.0000000000000000000000000000m;
        if (above is { } tokens) (Tiers.TryGetValue(tokens, out var tier) ? tier : Tiers[tokens] = new(StringComparer.Ordinal))[name] = value;
        else Base[name] = value;
    }

    public bool SameTokens(Prices other) => this["input"] == other["input"] && this["output"] == other["output"];
}

internal sealed record Model(List<string> Names, string? Source, List<Prices> History);

/// <summary>One model as a second source lists it.</summary>
internal sealed record Listing(string Key, string Provider, string Name, string Source, Prices Prices);
