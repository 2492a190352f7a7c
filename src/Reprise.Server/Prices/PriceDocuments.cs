using Reprise.Pricing;

namespace Reprise.Server.Prices;

/// <summary>What a model costs from a day on: US dollars per million tokens, and per thousand searches and requests.</summary>
internal sealed record PriceDocument
{
    public required string Provider { get; init; }
    public required string Model { get; init; }

    /// <summary>All names it is found by; `*` stands for anything and `#` for a date or version.</summary>
    public required IReadOnlyList<string> Names { get; init; }
    public string? ValidFrom { get; init; }

    /// <summary>Hours of the day in UTC outside which the price does not hold.</summary>
    public string? Hours { get; init; }
    public required string Source { get; init; }
    public required ModelPrices Prices { get; init; }
}

internal sealed record PriceListDocument
{
    /// <summary>The version of the table.</summary>
    public required string Version { get; init; }

    /// <summary>How many models have a price.</summary>
    public required int Models { get; init; }
    public required IReadOnlyList<PriceDocument> Items { get; init; }

    /// <summary>True when the limit cut rows off.</summary>
    public required bool Truncated { get; init; }
}

/// <summary>Prices of your own.</summary>
internal sealed record PriceFileDocument
{
    public required IReadOnlyList<OwnPriceDocument> Prices { get; init; }
}

internal sealed record OwnPriceDocument
{
    public required string Provider { get; init; }
    public required string Model { get; init; }

    /// <summary>Further names it is found by; `*` stands for anything at the start or the end.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>The first day it holds, such as `2026-01-31`.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>Hours of the day in UTC outside which it does not hold, such as `00:30-16:30`.</summary>
    public string? Hours { get; init; }
    public required ModelPrices Prices { get; init; }
}

/// <summary>The table in force.</summary>
internal sealed record PriceTableDocument
{
    public required string Version { get; init; }

    /// <summary>How many models have a price.</summary>
    public required int Models { get; init; }
}

/// <summary>A mistake in a price file.</summary>
internal sealed record PriceMistakeDocument
{
    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>Such as `prices[3].prices.input`; empty for the file as a whole.</summary>
    public required string Field { get; init; }
    public required string Message { get; init; }
}

/// <summary>Which interactions to price again.</summary>
internal sealed record RecomputeDocument
{
    /// <summary>A filter; everything when left out.</summary>
    public string? Q { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }

    /// <summary>Only say what would change.</summary>
    public bool DryRun { get; init; }
}

internal sealed record RecomputeResultDocument
{
    /// <summary>Interactions looked at.</summary>
    public required long Examined { get; init; }

    /// <summary>Interactions whose cost shown changes; each gets a correction, unless this was a dry run.</summary>
    public required long Changed { get; init; }

    /// <summary>What the changed ones cost by the record until now; those without a cost count as 0.</summary>
    public required decimal BeforeUsd { get; init; }

    /// <summary>What they cost by the present table.</summary>
    public required decimal AfterUsd { get; init; }
    public required string PriceVersion { get; init; }
    public required bool DryRun { get; init; }
}
