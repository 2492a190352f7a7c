using System.Globalization;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Sqlite;

/// <summary>An interaction as columns: how it is written and read. The names are in the order of the parameters and of the result columns.</summary>
internal static class InteractionRow
{
    private static readonly string[] s_columns =
    [
        "position", "project", "shape", "latency_ms", "ttft_ms", "prompt_tokens", "completion_tokens", "total_tokens", "cached_tokens", "cache_write_tokens",
        "reasoning_tokens", "recorded_cost", "saved_cost", "recorded_quality", "request_bytes", "response_bytes", "body", "id", "session", "user", "trace", "span", "parent",
        "ip", "tags", "operation", "error_message", "record_error", "prompt_preview", "content_preview", "metadata", "file_metadata", "prompt_hash", "input_hash",
        "extra", "facts", "own_shape", "quality", "cost",
    ];

    /// <summary>What queries select, as <see cref="Read"/> expects it.</summary>
    public static string Columns(string table) => string.Join(", ", s_columns.Take(s_columns.Length - 2).Select(column => $"{table}.{column}"));

    public static string Insert { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"INSERT INTO interactions ({string.Join(", ", s_columns)}) VALUES ({string.Join(", ", Enumerable.Range(1, s_columns.Length).Select(i => $"?{i}"))}) ON CONFLICT DO NOTHING");

    public static void Bind(SqliteStatement insert, Interaction interaction, int project, int shape, bool operationInRow, long? body)
    {
        var usage = interaction.Usage;
        insert.Bind(2, (long)project);
        insert.Bind(3, (long)shape);
        insert.Bind(4, interaction.LatencyMs);
        insert.Bind(5, interaction.TtftMs);
        insert.Bind(6, usage?.PromptTokens);
        insert.Bind(7, usage?.CompletionTokens);
        insert.Bind(8, usage?.TotalTokens);
        insert.Bind(9, usage?.CachedTokens);
        insert.Bind(10, usage?.CacheWriteTokens);
        insert.Bind(11, usage?.ReasoningTokens);
        insert.Bind(12, Money.ToPico(interaction.CostUsd));
        insert.Bind(13, Money.ToPico(interaction.SavedCostUsd));
        insert.Bind(14, interaction.QualityScore);
        insert.Bind(15, interaction.RequestBytes);
        insert.Bind(16, interaction.ResponseBytes);
        insert.Bind(17, body);
        Span<byte> id = stackalloc byte[16];
        interaction.Id.WriteBytes(id);
        insert.BindBlob(18, id);
        insert.Bind(19, interaction.SessionId);
        insert.Bind(20, interaction.UserId);
        insert.Bind(21, interaction.TraceId);
        insert.Bind(22, interaction.SpanId);
        insert.Bind(23, interaction.ParentId);
        insert.Bind(24, interaction.IpAddress);
        insert.Bind(25, TagList.Write(interaction.Tags));
        insert.Bind(26, operationInRow ? interaction.Operation : null);
        insert.Bind(27, interaction.ErrorMessage);
        insert.Bind(28, interaction.RecordError);
        insert.Bind(29, interaction.PromptPreview);
        insert.Bind(30, interaction.ContentPreview);
        insert.Bind(31, interaction.Metadata);
        insert.Bind(32, interaction.FileMetadata);
        BindHash(insert, 33, interaction.PromptHash);
        BindHash(insert, 34, interaction.InputHash);
        insert.Bind(35, ExtraValues.Write(interaction));
        insert.Bind(36, 0L);
        insert.Bind(37, shape == ShapeTable.Own ? Shape.Of(interaction, withOperation: false).ToJson() : null);
        insert.Bind(38, interaction.QualityScore);
        insert.Bind(39, Money.ToPico(interaction.CostUsd));
    }

    /// <summary>Reads a row of <see cref="Columns"/>. <paramref name="project"/> is the name of its project.</summary>
    public static Interaction Read(SqliteStatement row, string project, ShapeList shapes)
    {
        var shape = shapes.Of(row, 2, 36);
        var interaction = shape.ToInteraction() with
        {
            Id = InteractionId.FromBytes(row.Bytes(17)),
            Project = project,
            Timestamp = Position.Time(row.Long(0)),
            LatencyMs = row.LongOrNull(3),
            TtftMs = row.LongOrNull(4),
            CostUsd = Usd(row.LongOrNull(11)),
            SavedCostUsd = Usd(row.LongOrNull(12)),
            QualityScore = row.DoubleOrNull(13),
            RequestBytes = row.Long(14),
            ResponseBytes = row.Long(15),
            SessionId = row.Text(18),
            UserId = row.Text(19),
            TraceId = row.Text(20),
            SpanId = row.Text(21),
            ParentId = row.Text(22),
            IpAddress = row.Text(23),
            Tags = TagList.Read(row.Text(24)),
            Operation = row.Text(25) ?? shape.Operation,
            ErrorMessage = row.Text(26),
            RecordError = row.Text(27),
            PromptPreview = row.Text(28),
            ContentPreview = row.Text(29),
            Metadata = row.Text(30),
            FileMetadata = row.Text(31),
            PromptHash = Hash(row, 32),
            InputHash = Hash(row, 33),
            Usage = shape.Estimated is { } estimated
                ? new TokenUsage
                {
                    Estimated = estimated,
                    PromptTokens = row.LongOrNull(5),
                    CompletionTokens = row.LongOrNull(6),
                    TotalTokens = row.LongOrNull(7),
                    CachedTokens = row.LongOrNull(8),
                    CacheWriteTokens = row.LongOrNull(9),
                    ReasoningTokens = row.LongOrNull(10),
                }
                : null,
        };
        return row.Text(34) is { } extra ? ExtraValues.Read(extra, interaction) : interaction;
    }

    public static long? Body(SqliteStatement row) => row.LongOrNull(16);

    public static bool HasFacts(SqliteStatement row) => row.Long(35) > 0;

    private static decimal? Usd(long? pico) => pico is { } value ? Money.FromPico(value) : null;

    // A SHA-256 in lower-case hex is kept as its 32 bytes, any other text as it is.
    private static void BindHash(SqliteStatement insert, int index, string? hash)
    {
        Span<byte> bytes = stackalloc byte[32];
        if (hash is { Length: 64 } && !hash.AsSpan().ContainsAnyInRange('A', 'F') && Convert.FromHexString(hash, bytes, out _, out _) is System.Buffers.OperationStatus.Done) insert.BindBlob(index, bytes);
        else insert.Bind(index, hash);
    }

    private static string? Hash(SqliteStatement row, int column) => row.IsBlob(column) ? Convert.ToHexStringLower(row.Bytes(column)) : row.Text(column);
}
