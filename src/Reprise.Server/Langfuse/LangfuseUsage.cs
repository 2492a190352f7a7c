using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Server.Langfuse;

/// <summary>
/// Tokens and costs of a generation in every shape that Langfuse's clients send: its own (<c>input</c>, <c>output</c>, <c>total</c>, <c>unit</c>), the first
/// OpenAI one in camel case, OpenAI's as answered, and maps of names that add up (<c>usageDetails</c>, <c>costDetails</c>).
/// </summary>
internal static class LangfuseUsage
{
    /// <summary>Null where nothing is said, or not in tokens.</summary>
    public static MetricsDocument? Of(LangfuseEvent entry)
    {
        var usage = entry.Body.Object("usage");
        var details = entry.Body.Object("usageDetails");
        if (usage?.Text("unit") is { } unit && !unit.Equals("TOKENS", StringComparison.OrdinalIgnoreCase)) usage = null;
        var metrics = Tokens(details) ?? Tokens(usage);
        var cost = Sum(entry.Body.Object("costDetails")) ?? Given(entry.Body.Object("usage"));
        return cost is null ? metrics : (metrics ?? new MetricsDocument()) with { TotalCostUsd = cost };
    }

    private static MetricsDocument? Tokens(JsonElement? given)
    {
        if (given is not { } usage) return null;
        var metrics = IsOwn(usage) ? Own(usage) : OpenAi(usage);
        if (metrics is { PromptTokens: null, CompletionTokens: null, TotalTokens: null }) return null;
        return metrics with { TotalTokens = metrics.TotalTokens ?? (metrics.PromptTokens ?? 0) + (metrics.CompletionTokens ?? 0) };
    }

    /// <summary>Langfuse's own names do not overlap: what was read from a cache is not in <c>input</c>. In OpenAI's it is in the total, with the details below.</summary>
    private static bool IsOwn(JsonElement usage) =>
        usage.Field("prompt_tokens") is null && usage.Field("promptTokens") is null && usage.Field("input_tokens_details") is null && usage.Field("output_tokens_details") is null;

    private static MetricsDocument Own(JsonElement usage)
    {
        long? prompt = null, completion = null, cached = null, written = null, reasoning = null;
        foreach (var part in usage.EnumerateObject())
        {
            if (Count(part.Value) is not { } count) continue;
            var name = part.Name;
            if (Has(name, "cache_read") || Has(name, "cached")) cached = (cached ?? 0) + count;
            else if (Has(name, "cache_creation") || Has(name, "cache_write")) written = (written ?? 0) + count;
            if (Has(name, "reasoning")) reasoning = (reasoning ?? 0) + count;
            if (Has(name, "output") || Has(name, "completion")) completion = (completion ?? 0) + count;
            else if (Has(name, "input") || Has(name, "prompt") || Has(name, "cache")) prompt = (prompt ?? 0) + count;
        }

        return new MetricsDocument { PromptTokens = prompt, CompletionTokens = completion, TotalTokens = Count(usage, "total") ?? Count(usage, "total_tokens"), CachedTokens = cached, CacheWriteTokens = written, ReasoningTokens = reasoning };
    }

    private static MetricsDocument OpenAi(JsonElement usage)
    {
        var asked = usage.Object("prompt_tokens_details") ?? usage.Object("input_tokens_details");
        var answered = usage.Object("completion_tokens_details") ?? usage.Object("output_tokens_details");
        return new MetricsDocument
        {
            PromptTokens = Count(usage, "prompt_tokens") ?? Count(usage, "promptTokens") ?? Count(usage, "input_tokens"),
            CompletionTokens = Count(usage, "completion_tokens") ?? Count(usage, "completionTokens") ?? Count(usage, "output_tokens"),
            TotalTokens = Count(usage, "total_tokens") ?? Count(usage, "totalTokens"),
            CachedTokens = Count(asked, "cached_tokens"),
            PromptAudioTokens = Count(asked, "audio_tokens"),
            CompletionAudioTokens = Count(answered, "audio_tokens"),
            ReasoningTokens = Count(answered, "reasoning_tokens"),
        };
    }

    /// <summary>A map of costs: its total, or what its parts come to.</summary>
    private static decimal? Sum(JsonElement? costs)
    {
        if (costs is not { } found) return null;
        if (Money(found, "total") is { } total) return total;
        decimal? sum = null;
        foreach (var part in found.EnumerateObject())
        {
            if (Money(part.Value) is { } money) sum = (sum ?? 0) + money;
        }

        return sum;
    }

    private static decimal? Given(JsonElement? usage)
    {
        if (usage is not { } found) return null;
        if (Money(found, "totalCost") is { } total) return total;
        var (input, output) = (Money(found, "inputCost"), Money(found, "outputCost"));
        return input is null && output is null ? null : (input ?? 0) + (output ?? 0);
    }

    private static bool Has(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static long? Count(JsonElement? usage, string name) => usage?.Field(name) is { } value ? Count(value) : null;

    private static long? Count(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and < 1e15 ? (long)number : null;

    private static decimal? Money(JsonElement costs, string name) => costs.Field(name) is { } value ? Money(value) : null;

    private static decimal? Money(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number is >= 0 and < 1e15m ? number : null;
}
