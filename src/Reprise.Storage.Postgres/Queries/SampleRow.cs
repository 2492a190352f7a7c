using Npgsql;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>What an aggregate reads of a row <c>i</c>.</summary>
internal static class SampleRow
{
    public const string Columns =
        "i.position, i.status, i.prompt_tokens, i.completion_tokens, i.cached_tokens, i.reasoning_tokens, i.cost_pico, i.saved_cost_pico, i.latency_ms, i.quality, "
        + "i.ttft_ms, i.cache_write_tokens, i.request_bytes, i.response_bytes";

    public const int Count = 14;

    public static AggregateSample Read(NpgsqlDataReader row) => new(row.GetInt64(0) >> Position.TieBits, Words.ReadStatus(row.GetString(1)) ?? InteractionStatus.Error)
    {
        PromptTokens = LongOf(row, 2),
        CompletionTokens = LongOf(row, 3),
        CachedTokens = LongOf(row, 4),
        ReasoningTokens = LongOf(row, 5),
        CostPico = LongOf(row, 6),
        SavedCostPico = LongOf(row, 7),
        LatencyMs = LongOf(row, 8),
        Quality = row.IsDBNull(9) ? null : row.GetDouble(9),
        TtftMs = LongOf(row, 10),
        CacheWriteTokens = LongOf(row, 11),
        Bytes = unchecked(row.GetInt64(12) + row.GetInt64(13)),
    };

    private static long? LongOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
