namespace Reprise.Pricing;

/// <summary>One model of one provider with its prices through time.</summary>
internal sealed class PricedModel(string provider, IReadOnlyList<NamePattern> names, string source, IReadOnlyList<PricePeriod> periods)
{
    public string Provider { get; } = provider;
    public IReadOnlyList<NamePattern> Names { get; } = names;
    public string Source { get; } = source;

    /// <summary>In order; a later one prevails where both hold.</summary>
    public IReadOnlyList<PricePeriod> Periods { get; } = periods;

    public bool Matches(ReadOnlySpan<char> name)
    {
        foreach (var pattern in Names)
        {
            if (pattern.Matches(name)) return true;
        }

        return false;
    }

    /// <summary>The prices in force at a moment; null before the first.</summary>
    public ModelPrices? At(DateTimeOffset moment)
    {
        for (var i = Periods.Count - 1; i >= 0; i--)
        {
            if (Periods[i].Holds(moment)) return Periods[i].Prices;
        }

        return null;
    }

    public IEnumerable<PriceRow> Rows() => Periods.Select(period => new PriceRow
    {
        Provider = Provider,
        Model = Names[0].Text,
        Names = [.. Names.Select(name => name.Text)],
        Prices = period.Prices,
        ValidFrom = period.ValidFrom,
        Hours = period.Hours?.ToString(),
        Source = Source,
    });
}

/// <param name="Prices">What holds in it.</param>
/// <param name="ValidFrom">The first day, UTC; null for always.</param>
/// <param name="Hours">The hours of each day; null for all of them.</param>
internal sealed record PricePeriod(ModelPrices Prices, DateOnly? ValidFrom, PriceHours? Hours)
{
    public bool Holds(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        if (ValidFrom is { } first && DateOnly.FromDateTime(utc) < first) return false;
        return Hours?.Contains(TimeOnly.FromDateTime(utc)) ?? true;
    }
}

/// <summary>Hours of the day in UTC, from the first minute up to, not including, the last; may run over midnight.</summary>
internal readonly record struct PriceHours(TimeOnly From, TimeOnly To)
{
    public bool Contains(TimeOnly time) => time.IsBetween(From, To);

    public static bool TryParse(string? text, out PriceHours hours)
    {
        hours = default;
        if (text is not { Length: 11 } || text[5] != '-') return false;
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        if (!TimeOnly.TryParseExact(text.AsSpan(0, 5), "HH:mm", culture, System.Globalization.DateTimeStyles.None, out var from)) return false;
        if (!TimeOnly.TryParseExact(text.AsSpan(6), "HH:mm", culture, System.Globalization.DateTimeStyles.None, out var to)) return false;
        hours = new PriceHours(from, to);
        return true;
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{From:HH:mm}-{To:HH:mm}");
}
