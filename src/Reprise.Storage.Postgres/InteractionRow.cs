using System.Net;
using System.Net.Sockets;
using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Bodies;
using Reprise.Storage.Postgres.Writing;
using Reprise.Store;

namespace Reprise.Storage.Postgres;

/// <summary>An interaction as columns: how it is written and read.</summary>
internal static class InteractionRow
{
    // What lists read, in the order of Read.
    private static readonly string[] s_listed =
    [
        "position", "id", "latency_ms", "ttft_ms", "prompt_tokens", "completion_tokens", "total_tokens", "cached_tokens", "cache_write_tokens", "reasoning_tokens",
        "recorded_cost_pico", "saved_cost_pico", "recorded_quality", "request_bytes", "response_bytes", "http_status", "facts", "streamed", "estimated", "kind", "status", "name",
        "provider", "dialect", "operation", "model", "response_model", "error_code", "error_message", "user_id", "session_id", "trace_id", "span_id", "parent_id", "prompt_type", "ip",
        "country", "finish_reason", "prompt_preview", "content_preview", "prompt_hash", "input_hash", "record_error", "price_version", "cache_status", "cache_policy", "tags",
        "metadata_text", "file_metadata_text", "extra",
    ];

    private static readonly string[] s_bodies = ["envelope", "request", "response"];

    // What is written besides.
    private static readonly string[] s_further =
    [
        "project", "timestamp", "cost_pico", "quality", "rating", "flagged", "labels", "request_form", "response_form", "ip_address", "metadata", "metadata_values", "file_metadata",
        "search_text", "words", "own",
    ];

    private static readonly string[] s_all = [.. s_listed, .. s_bodies, .. s_further];

    /// <summary>The columns of a list.</summary>
    public static string Listed { get; } = string.Join(", ", s_listed.Select(column => "i." + column));

    /// <summary>The columns of a list, and the bodies.</summary>
    public static string Whole { get; } = string.Join(", ", s_listed.Concat(s_bodies).Select(column => "i." + column));

    public static string Copy { get; } = $"COPY interactions ({string.Join(", ", s_all.Select(PostgresDatabase.Quote))}) FROM STDIN (FORMAT BINARY)";

    public static void Write(CopyBuffer row, long position, RecordedInteraction recorded, FactFold facts, int factCount, SearchWords words, bool isOwn)
    {
        var interaction = recorded.Interaction;
        var usage = interaction.Usage;
        var cost = Money.ToPico(interaction.CostUsd);
        row.BeginRow(s_all.Length);
        row.Write(position);
        row.Write(interaction.Id);
        row.Write(interaction.LatencyMs);
        row.Write(interaction.TtftMs);
        row.Write(usage?.PromptTokens);
        row.Write(usage?.CompletionTokens);
        row.Write(usage?.TotalTokens);
        row.Write(usage?.CachedTokens);
        row.Write(usage?.CacheWriteTokens);
        row.Write(usage?.ReasoningTokens);
        row.Write(cost);
        row.Write(Money.ToPico(interaction.SavedCostUsd));
        row.Write(interaction.QualityScore);
        row.Write(interaction.RequestBytes);
        row.Write(interaction.ResponseBytes);
        row.Write(interaction.HttpStatus);
        row.Write((int?)factCount);
        row.Write((bool?)interaction.Streamed);
        row.Write(usage?.Estimated);
        row.Write(Words.Of(interaction.Kind));
        row.Write(Words.Of(interaction.Status));
        row.Write(interaction.Name);
        row.Write(interaction.Provider);
        row.Write(interaction.Dialect);
        row.Write(interaction.Operation);
        row.Write(interaction.Model);
        row.Write(interaction.ResponseModel);
        row.Write(interaction.ErrorCode);
        row.Write(interaction.ErrorMessage);
        row.Write(interaction.UserId);
        row.Write(interaction.SessionId);
        row.Write(interaction.TraceId);
        row.Write(interaction.SpanId);
        row.Write(interaction.ParentId);
        row.Write(interaction.PromptType);
        row.Write(interaction.IpAddress);
        row.Write(interaction.Country);
        row.Write(interaction.FinishReason);
        row.Write(interaction.PromptPreview);
        row.Write(interaction.ContentPreview);
        row.Write(interaction.PromptHash);
        row.Write(interaction.InputHash);
        row.Write(interaction.RecordError);
        row.Write(interaction.PriceVersion);
        row.Write(interaction.Cache?.Status);
        row.Write(interaction.Cache?.Policy);
        row.WriteJson(JsonValues.List(interaction.Tags));
        row.Write(interaction.Metadata);
        row.Write(interaction.FileMetadata);
        row.WriteJson(ExtraValues.Write(interaction, PostgresText.Encode));
        WriteBodies(row, recorded);
        row.Write(interaction.Project);
        row.WriteTime(position >> Position.TieBits);
        row.Write(Money.ToPico(facts.CostUsd) ?? cost);
        row.Write(facts.Quality ?? interaction.QualityScore);
        row.Write(facts.Rating);
        row.Write((bool?)facts.Flagged);
        row.WriteJson(JsonValues.Map(facts.Labels));
        row.WriteSmall(FormOf(recorded.Request));
        row.WriteSmall(FormOf(recorded.Response));
        row.Write(AddressOf(interaction.IpAddress));
        row.WriteJson(JsonForm.Fit(interaction.Metadata));
        row.WriteJson(JsonValues.Metadata(interaction.Metadata));
        row.WriteJson(JsonForm.Fit(interaction.FileMetadata));
        var (text, distinct) = words.Of(recorded.SearchText);
        row.Write(text);
        row.WriteWords(distinct);
        row.Write((bool?)isOwn);
    }

    /// <summary>Reads a row of <see cref="Listed"/>.</summary>
    public static Interaction Read(NpgsqlDataReader row, string project)
    {
        var interaction = new Interaction
        {
            Project = project,
            Timestamp = Position.Time(row.GetInt64(0)),
            Id = IdOf(row.GetGuid(1)),
            LatencyMs = LongOf(row, 2),
            TtftMs = LongOf(row, 3),
            CostUsd = UsdOf(row, 10),
            SavedCostUsd = UsdOf(row, 11),
            QualityScore = row.IsDBNull(12) ? null : row.GetDouble(12),
            RequestBytes = row.GetInt64(13),
            ResponseBytes = row.GetInt64(14),
            HttpStatus = row.IsDBNull(15) ? null : row.GetInt32(15),
            Streamed = row.GetBoolean(17),
            Kind = Words.ReadKind(row.GetString(19)),
            Status = Words.ReadStatus(row.GetString(20)) ?? InteractionStatus.Error,
            Name = TextOf(row, 21),
            Provider = TextOf(row, 22),
            Dialect = TextOf(row, 23)!,
            Operation = TextOf(row, 24),
            Model = TextOf(row, 25),
            ResponseModel = TextOf(row, 26),
            ErrorCode = TextOf(row, 27),
            ErrorMessage = TextOf(row, 28),
            UserId = TextOf(row, 29),
            SessionId = TextOf(row, 30),
            TraceId = TextOf(row, 31),
            SpanId = TextOf(row, 32),
            ParentId = TextOf(row, 33),
            PromptType = TextOf(row, 34),
            IpAddress = TextOf(row, 35),
            Country = TextOf(row, 36),
            FinishReason = TextOf(row, 37),
            PromptPreview = TextOf(row, 38),
            ContentPreview = TextOf(row, 39),
            PromptHash = TextOf(row, 40),
            InputHash = TextOf(row, 41),
            RecordError = TextOf(row, 42),
            PriceVersion = TextOf(row, 43),
            Cache = row.IsDBNull(44) ? null : new CacheOutcome { Status = TextOf(row, 44)!, Policy = TextOf(row, 45) },
            Tags = JsonValues.ReadList(RawOf(row, 46)),
            Metadata = TextOf(row, 47),
            FileMetadata = TextOf(row, 48),
            Usage = row.IsDBNull(18)
                ? null
                : new TokenUsage
                {
                    Estimated = row.GetBoolean(18),
                    PromptTokens = LongOf(row, 4),
                    CompletionTokens = LongOf(row, 5),
                    TotalTokens = LongOf(row, 6),
                    CachedTokens = LongOf(row, 7),
                    CacheWriteTokens = LongOf(row, 8),
                    ReasoningTokens = LongOf(row, 9),
                },
        };
        return RawOf(row, 49) is { } extra ? ExtraValues.Read(extra, interaction, PostgresText.Decode) : interaction;
    }

    /// <summary>Reads the bodies of a row of <see cref="Whole"/>.</summary>
    public static RecordedInteraction ReadBodies(NpgsqlDataReader row, RecordedInteraction recorded)
    {
        var first = s_listed.Length;
        return BodyEnvelope.Read(recorded, BytesOf(row, first), BytesOf(row, first + 1), BytesOf(row, first + 2));
    }

    public static long PositionOf(NpgsqlDataReader row) => row.GetInt64(0);

    public static bool HasFacts(NpgsqlDataReader row) => row.GetInt32(16) > 0;

    public static InteractionId IdOf(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return InteractionId.FromBytes(bytes);
    }

    public static Guid GuidOf(InteractionId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.WriteBytes(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    private static void WriteBodies(CopyBuffer row, RecordedInteraction recorded)
    {
        if (BodyEnvelope.Write(recorded) is { } envelope) row.WriteBytes(envelope);
        else row.Null();
        if (recorded.Request is { } request) row.WriteBytes(request.Bytes.Span);
        else row.Null();
        if (recorded.Response is { } response) row.WriteBytes(response.Bytes.Span);
        else row.Null();
    }

    private static short? FormOf(Body? body) => body is null ? null : body.ContentEncoding is null or "identity" ? JsonForm.Of(body.Bytes.Span) : JsonForm.Binary;

    private static IPAddress? AddressOf(string? text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 ? address : null;

    private static long? LongOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static decimal? UsdOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Money.FromPico(row.GetInt64(column));

    private static string? RawOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string? TextOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : PostgresText.Decode(row.GetString(column));

    private static byte[]? BytesOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}
