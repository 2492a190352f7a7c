using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Sqlite.Rollups;

/// <summary>What an aggregate reads of a row <c>i</c>.</summary>
internal static class SampleRow
{
    public const string Columns =
        "i.position, i.shape, i.latency_ms, i.prompt_tokens, i.completion_tokens, i.cached_tokens, i.reasoning_tokens, i.cost, i.saved_cost, i.quality, "
        + "CASE i.shape WHEN -1 THEN i.own_shape END, i.ttft_ms, i.cache_write_tokens, i.request_bytes + i.response_bytes";

    public const int ShapeColumn = 1;
    public const int OwnShapeColumn = 10;
    public const int Count = 14;

    public static AggregateSample Read(SqliteStatement row, ShapeList shapes) => new(row.Long(0) >> Position.TieBits, shapes.Of(row, ShapeColumn, OwnShapeColumn).Status)
    {
        LatencyMs = row.LongOrNull(2),
        PromptTokens = row.LongOrNull(3),
        CompletionTokens = row.LongOrNull(4),
        CachedTokens = row.LongOrNull(5),
        ReasoningTokens = row.LongOrNull(6),
        CostPico = row.LongOrNull(7),
        SavedCostPico = row.LongOrNull(8),
        Quality = row.DoubleOrNull(9),
        TtftMs = row.LongOrNull(11),
        CacheWriteTokens = row.LongOrNull(12),
        Bytes = row.Long(13),
    };
}
