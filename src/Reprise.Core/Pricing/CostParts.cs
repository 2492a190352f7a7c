using Reprise.Interactions;

namespace Reprise.Pricing;

/// <summary>The cost of one call in US dollars, by what it was for.</summary>
/// <param name="Input">Prompt tokens: fresh, cached and written.</param>
/// <param name="Output">Completion tokens with reasoning.</param>
/// <param name="Requests">Searches and the price of the request itself.</param>
public readonly record struct CostParts(decimal Input, decimal Output, decimal Requests)
{
    private const decimal Million = 1_000_000m;
    private const decimal Thousand = 1_000m;

    public decimal Total => Input + Output + Requests;

    /// <summary>
    /// Counts times prices; null when a part that was used has no price. Parts are taken out of the whole they belong to, and never below zero, since
    /// providers sometimes give parts that exceed it.
    /// </summary>
    public static CostParts? Of(ModelPrices prices, TokenUsage usage)
    {
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentNullException.ThrowIfNull(usage);
        if (usage.BilledPromptTokens is null && usage.BilledCompletionTokens is null) return null;
        var prompt = Count(usage.BilledPromptTokens);
        var at = prices.For(prompt);
        if (InputOf(at, usage, prompt) is not { } input) return null;
        if (OutputOf(at, usage) is not { } output) return null;
        if (Charge(Count(usage.WebSearches), at.WebSearch) is not { } searches) return null;
        return new CostParts(input / Million, output / Million, (searches + (at.Request ?? 0)) / Thousand);
    }

    private static decimal? InputOf(ModelPrices prices, TokenUsage usage, long prompt)
    {
        var cached = Math.Min(Count(usage.CachedTokens), prompt);
        var cachedAudio = Math.Min(Count(usage.CachedAudioTokens), cached);
        var written = Math.Min(Count(usage.CacheWriteTokens), prompt - cached);
        var writtenHour = Math.Min(Count(usage.CacheWriteHourTokens), written);
        var fresh = prompt - cached - written;
        var audio = Math.Min(Math.Max(0, Count(usage.PromptAudioTokens) - cachedAudio), fresh);
        var image = Math.Min(Count(usage.PromptImageTokens), fresh - audio);

        return Charge(fresh - audio - image, prices.Input)
            + Charge(audio, prices.AudioInput ?? prices.Input)
            + Charge(image, prices.ImageInput ?? prices.Input)
            + Charge(cached - cachedAudio, prices.CacheRead ?? prices.Input)
            + Charge(cachedAudio, prices.AudioCacheRead ?? prices.CacheRead ?? prices.AudioInput ?? prices.Input)
            + Charge(written - writtenHour, prices.CacheWrite ?? prices.Input)
            + Charge(writtenHour, prices.CacheWriteHour ?? prices.CacheWrite ?? prices.Input);
    }

    private static decimal? OutputOf(ModelPrices prices, TokenUsage usage)
    {
        var completion = Count(usage.BilledCompletionTokens);
        var reasoning = Math.Min(Count(usage.ReasoningTokens), completion);
        var audio = Math.Min(Count(usage.CompletionAudioTokens), completion - reasoning);
        var image = Math.Min(Count(usage.CompletionImageTokens), completion - reasoning - audio);

        return Charge(completion - reasoning - audio - image, prices.Output)
            + Charge(reasoning, prices.Reasoning ?? prices.Output)
            + Charge(audio, prices.AudioOutput ?? prices.Output)
            + Charge(image, prices.ImageOutput ?? prices.Output);
    }

    /// <summary>Nothing used costs nothing, whether or not the price is known.</summary>
    private static decimal? Charge(long count, decimal? price) => count == 0 ? 0m : count * price;

    /// <summary>Counts come from outside: below zero is none, and the cap keeps any count times any price inside a decimal.</summary>
    private static long Count(long? value) => Math.Clamp(value ?? 0, 0, MostTokens);

    private const long MostTokens = 1_000_000_000_000_000;
}
