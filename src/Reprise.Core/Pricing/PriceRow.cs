namespace Reprise.Pricing;

/// <summary>One line of a price list: what a model costs from a day on.</summary>
public sealed record PriceRow
{
    public required string Provider { get; init; }

    /// <summary>The model's first name.</summary>
    public required string Model { get; init; }

    /// <summary>All names it is found by; see <c>docs/prices.md</c> for <c>*</c> and <c>#</c>.</summary>
    public required IReadOnlyList<string> Names { get; init; }
    public required ModelPrices Prices { get; init; }

    /// <summary>Null: since before the table's memory.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Hours of the day in UTC outside which the price does not hold, such as <c>00:30-16:30</c>; null for the whole day.</summary>
    public string? Hours { get; init; }

    /// <summary>Where the price is from: the name of a public table, or <c>own</c>.</summary>
    public required string Source { get; init; }
}
