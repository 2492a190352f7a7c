namespace Reprise.Pricing;

/// <summary>
/// What one model costs: US dollars per million tokens, and per thousand searches and requests. Null is unknown, zero is free. A part of a call that has no
/// price of its own is charged as the whole it belongs to: a cached token as a prompt token, a reasoning token as a completion token.
/// </summary>
public sealed record ModelPrices
{
    public decimal? Input { get; init; }
    public decimal? Output { get; init; }

    /// <summary>Prompt tokens read from the provider's cache.</summary>
    public decimal? CacheRead { get; init; }

    /// <summary>Prompt tokens written to the provider's cache, for the shorter lifetime where there are two.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Prompt tokens written to the provider's cache for an hour.</summary>
    public decimal? CacheWriteHour { get; init; }
    public decimal? Reasoning { get; init; }
    public decimal? AudioInput { get; init; }
    public decimal? AudioOutput { get; init; }
    public decimal? AudioCacheRead { get; init; }
    public decimal? ImageInput { get; init; }
    public decimal? ImageOutput { get; init; }

    /// <summary>Per thousand searches the provider ran on its own side.</summary>
    public decimal? WebSearch { get; init; }

    /// <summary>Per thousand requests, beside the tokens.</summary>
    public decimal? Request { get; init; }

    /// <summary>Other prices for long prompts, smallest first.</summary>
    public IReadOnlyList<PriceTier> Tiers { get; init; } = [];

    /// <summary>The prices for a prompt of this size: those of the highest tier it exceeds, over the base ones.</summary>
    internal ModelPrices For(long promptTokens)
    {
        var prices = this;
        foreach (var tier in Tiers)
        {
            if (promptTokens > tier.AboveTokens) prices = tier.Prices;
        }

        return prices;
    }
}

/// <param name="AboveTokens">The whole call is charged so when its prompt has more tokens than this.</param>
/// <param name="Prices">All prices of the tier; what a table leaves out is as below the tier.</param>
public sealed record PriceTier(long AboveTokens, ModelPrices Prices);
