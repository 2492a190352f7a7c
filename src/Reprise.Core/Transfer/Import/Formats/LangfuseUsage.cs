using System.Text.Json;

namespace Reprise.Transfer.Import;

/// <summary>
/// Token counts as Langfuse keeps them, in all the shapes it has had. Its details split the prompt into kinds that exclude each other
/// (<c>input</c>, <c>input_cached_tokens</c>, <c>cache_read_input_tokens</c> …); our prompt count includes them all.
/// </summary>
internal static class LangfuseUsage
{
    public static void Read(RecordBuilder record, ForeignFields fields)
    {
        var usage = fields.Object("usageDetails") ?? fields.Object("usage");
        fields.Ignore("usage", "usageDetails");
        if (usage is not null)
        {
            var (input, output) = (usage.Whole("input", "promptTokens", "inputUsage"), usage.Whole("output", "completionTokens", "outputUsage"));
            var total = usage.Whole("total", "totalTokens", "totalUsage");
            var cached = usage.Whole("input_cached_tokens", "cache_read_input_tokens");
            var written = usage.Whole("cache_creation_input_tokens", "input_cache_creation");
            var reasoning = usage.Whole("output_reasoning_tokens", "output_reasoning");
            var (moreInput, moreOutput) = (Sum(usage, "input_"), Sum(usage, "output_"));
            record.Set("metrics.prompt_tokens", input + (cached ?? 0) + (written ?? 0) + moreInput).Set("metrics.completion_tokens", output + (reasoning ?? 0) + moreOutput)
                .Set("metrics.total_tokens", total).Set("metrics.cached_tokens", cached).Set("metrics.cache_write_tokens", written).Set("metrics.reasoning_tokens", reasoning);
        }

        foreach (var (path, count) in new[]
        {
            ("metrics.prompt_tokens", fields.Whole("promptTokens", "inputTokens", "inputUsage")),
            ("metrics.completion_tokens", fields.Whole("completionTokens", "outputTokens", "outputUsage")),
            ("metrics.total_tokens", fields.Whole("totalTokens", "totalUsage")),
        })
        {
            if (!record.Has(path)) record.Set(path, count);
        }
    }

    /// <summary>Kinds of tokens that nobody asked for by name.</summary>
    private static long Sum(ForeignFields usage, string prefix) => usage.Others
        .Where(p => p.Name.StartsWith(prefix, StringComparison.Ordinal) && p.Value.ValueKind == JsonValueKind.Number && p.Value.TryGetInt64(out _)).Sum(p => p.Value.GetInt64());
}
