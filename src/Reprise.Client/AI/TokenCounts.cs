using Microsoft.Extensions.AI;
using Reprise.Documents;

namespace Reprise.Client.AI;

/// <summary>Counts as the record has them: the prompt includes what was read from and written to the provider's cache.</summary>
internal static class TokenCounts
{
    public static MetricsDocument? Of(UsageDetails? usage)
    {
        if (usage is null) return null;
        var written = Additional(usage, "cachecreation", "cachewrite");
        var prompt = usage.InputTokenCount;
        var cached = usage.CachedInputTokenCount ?? Additional(usage, "cacheread", "cachedinput", "cachedtokens");
        if (prompt is { } input && LeavesOutCached(usage, input, cached ?? 0, written ?? 0)) prompt = input + (cached ?? 0) + (written ?? 0);
        var total = prompt == usage.InputTokenCount ? usage.TotalTokenCount : null;
        return new MetricsDocument
        {
            PromptTokens = prompt,
            CompletionTokens = usage.OutputTokenCount,
            TotalTokens = total ?? (prompt is { } all ? all + (usage.OutputTokenCount ?? 0) : null),
            CachedTokens = cached,
            CacheWriteTokens = written,
            ReasoningTokens = usage.ReasoningTokenCount,
        };
    }

    /// <summary>
    /// Counts are meant to include cached tokens, and clients of providers that count them apart pass that on. More of a part than of the whole, or a total that has room
    /// for both, tells so; where nothing does, the counts stand as they are.
    /// </summary>
    private static bool LeavesOutCached(UsageDetails usage, long input, long cached, long written)
    {
        if (cached + written == 0) return false;
        return cached + written > input || usage.TotalTokenCount == input + cached + written + (usage.OutputTokenCount ?? 0);
    }

    /// <summary>A count of which providers' clients write the name in their own ways.</summary>
    private static long? Additional(UsageDetails usage, params ReadOnlySpan<string> names)
    {
        if (usage.AdditionalCounts is null) return null;
        foreach (var (name, count) in usage.AdditionalCounts)
        {
            var plain = name.Replace("_", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
            foreach (var wanted in names)
                if (plain.Contains(wanted, StringComparison.OrdinalIgnoreCase)) return count;
        }

        return null;
    }
}
