using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Rows;

/// <summary>An interaction as columns: how it is written and read. The names are in the order of the values.</summary>
internal static class InteractionRow
{
    private const string Summary =
        "project, position, id, kind, status, name, provider, dialect, operation, model, response_model, http_status, error_code, error_message, user, session, trace, span, parent, "
        + "prompt_type, tags, metadata, file_metadata, ip, country, stream, finish_reason, prompt_preview, content_preview, estimated, prompt_tokens, completion_tokens, total_tokens, "
        + "cached_tokens, cache_write_tokens, reasoning_tokens, latency_ms, ttft_ms, cost, saved_cost, price_version, cache, cache_policy, cache_similarity, cache_source, cache_reason, "
        + "input_hash, prompt_hash, quality, record_error, request_bytes, response_bytes, replay_of, replay_run, prompt_template, query, request_headers, notes, numbers";

    /// <summary>What lists select, as <see cref="Read"/> expects it.</summary>
    public const string Columns = Summary;

    /// <summary>The same with the bodies behind it, as <see cref="BodyColumns.Read"/> expects them.</summary>
    public const string AllColumns = Summary + ", " + BodyColumns.Names;

    public const string Insert = "INSERT INTO interactions (batch, " + Summary + ", " + NoteColumns.Names + ", metadata_values, words, " + BodyColumns.Length + ", " + BodyColumns.Names + ")";

    /// <param name="row">Gets the values of <see cref="Insert"/>.</param>
    /// <param name="recorded">The interaction as it is kept.</param>
    /// <param name="position">Its position.</param>
    /// <param name="words">Its words, from <see cref="WordsOf"/>.</param>
    /// <param name="batch">Names the insert.</param>
    public static void Write(RowWriter row, RecordedInteraction recorded, long position, string words, InteractionId batch)
    {
        var interaction = recorded.Interaction;
        var usage = interaction.Usage;
        var cache = interaction.Cache;
        row.Fixed(batch);
        row.Text(interaction.Project);
        row.Int64(position);
        row.Fixed(interaction.Id);
        row.Text(Words.Of(interaction.Kind));
        row.Text(Words.Of(interaction.Status));
        row.Nullable(interaction.Name);
        row.Nullable(interaction.Provider);
        row.Text(interaction.Dialect);
        row.Nullable(interaction.Operation);
        row.Nullable(interaction.Model);
        row.Nullable(interaction.ResponseModel);
        row.Nullable(interaction.HttpStatus);
        row.Nullable(interaction.ErrorCode);
        row.Nullable(interaction.ErrorMessage);
        row.Nullable(interaction.UserId);
        row.Nullable(interaction.SessionId);
        row.Nullable(interaction.TraceId);
        row.Nullable(interaction.SpanId);
        row.Nullable(interaction.ParentId);
        row.Nullable(interaction.PromptType);
        row.Varint((uint)interaction.Tags.Count);
        foreach (var tag in interaction.Tags) row.Text(tag);
        row.Nullable(interaction.Metadata);
        row.Nullable(interaction.FileMetadata);
        row.Nullable(interaction.IpAddress);
        row.Nullable(interaction.Country);
        row.Flag(interaction.Streamed);
        row.Nullable(interaction.FinishReason);
        row.Nullable(interaction.PromptPreview);
        row.Nullable(interaction.ContentPreview);
        row.Nullable(usage?.Estimated);
        row.Nullable(usage?.PromptTokens);
        row.Nullable(usage?.CompletionTokens);
        row.Nullable(usage?.TotalTokens);
        row.Nullable(usage?.CachedTokens);
        row.Nullable(usage?.CacheWriteTokens);
        row.Nullable(usage?.ReasoningTokens);
        row.Nullable(interaction.LatencyMs);
        row.Nullable(interaction.TtftMs);
        row.Nullable(Money.ToPico(interaction.CostUsd));
        row.Nullable(Money.ToPico(interaction.SavedCostUsd));
        row.Nullable(interaction.PriceVersion);
        row.Nullable(cache?.Status);
        row.Nullable(cache?.Policy);
        row.Nullable(cache?.Similarity);
        WriteId(row, cache?.SourceInteractionId);
        row.Nullable(cache?.Reason);
        row.Nullable(interaction.InputHash);
        row.Nullable(interaction.PromptHash);
        row.Nullable(interaction.QualityScore);
        row.Nullable(interaction.RecordError);
        row.Int64(interaction.RequestBytes);
        row.Int64(interaction.ResponseBytes);
        WriteId(row, interaction.Replay?.Of);
        row.Nullable(interaction.Replay?.Run);
        row.Nullable(interaction.PromptTemplate);
        row.Nullable(interaction.Query);
        BodyColumns.WriteHeaders(row, interaction.RequestHeaders);
        row.Nullable(NoteJson.Write(interaction.Privacy, interaction.Security));
        RareNumberRows.Write(row, interaction);
        NoteColumns.Write(row, interaction);
        MetadataValues.Write(row, interaction.Metadata);
        row.Text(words);
        BodyColumns.Write(row, recorded);
    }

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    public static (Interaction Interaction, long Position) Read(RowReader row)
    {
        var project = row.Text();
        var position = row.Int64();
        var interaction = new Interaction
        {
            Project = project,
            Timestamp = Position.Time(position),
            Id = row.Id(),
            Kind = Words.ReadKind(row.Text()),
            Status = Words.ReadStatus(row.Text()) ?? InteractionStatus.Error,
            Name = row.TextOrNull(),
            Provider = row.TextOrNull(),
            Dialect = row.Text(),
            Operation = row.TextOrNull(),
            Model = row.TextOrNull(),
            ResponseModel = row.TextOrNull(),
            HttpStatus = row.Int32OrNull(),
            ErrorCode = row.TextOrNull(),
            ErrorMessage = row.TextOrNull(),
            UserId = row.TextOrNull(),
            SessionId = row.TextOrNull(),
            TraceId = row.TextOrNull(),
            SpanId = row.TextOrNull(),
            ParentId = row.TextOrNull(),
            PromptType = row.TextOrNull(),
            Tags = ReadTags(row),
            Metadata = row.TextOrNull(),
            FileMetadata = row.TextOrNull(),
            IpAddress = row.TextOrNull(),
            Country = row.TextOrNull(),
            Streamed = row.Flag(),
            FinishReason = row.TextOrNull(),
            PromptPreview = row.TextOrNull(),
            ContentPreview = row.TextOrNull(),
            Usage = ReadUsage(row),
            LatencyMs = row.Int64OrNull(),
            TtftMs = row.Int64OrNull(),
            CostUsd = Usd(row.Int64OrNull()),
            SavedCostUsd = Usd(row.Int64OrNull()),
            PriceVersion = row.TextOrNull(),
            Cache = ReadCache(row),
            InputHash = row.TextOrNull(),
            PromptHash = row.TextOrNull(),
            QualityScore = row.DoubleOrNull(),
            RecordError = row.TextOrNull(),
            RequestBytes = row.Int64(),
            ResponseBytes = row.Int64(),
            Replay = ReadReplay(row),
            PromptTemplate = row.TextOrNull(),
            Query = row.TextOrNull(),
            RequestHeaders = BodyColumns.ReadHeaders(row),
        };
        var (privacy, security) = NoteJson.Read(row.TextOrNull());
        interaction = interaction with { Privacy = privacy, Security = security };
        return (RareNumberRows.Read(row, interaction), position);
    }

    /// <summary>The tokens between single spaces, with one before the first and behind the last, so that a phrase is a part of the text.</summary>
    public static string WordsOf(string searchText)
    {
        var tokens = SearchTokens.Of(searchText);
        return tokens.Count == 0 ? "" : $" {string.Join(' ', tokens)} ";
    }

    private static string[] ReadTags(RowReader row)
    {
        var count = row.Varint();
        if (count == 0) return [];
        var tags = new string[count];
        for (var i = 0; i < count; i++) tags[i] = row.Text();
        return tags;
    }

    private static TokenUsage? ReadUsage(RowReader row)
    {
        var estimated = row.FlagOrNull();
        var usage = new TokenUsage
        {
            Estimated = estimated ?? false,
            PromptTokens = row.Int64OrNull(),
            CompletionTokens = row.Int64OrNull(),
            TotalTokens = row.Int64OrNull(),
            CachedTokens = row.Int64OrNull(),
            CacheWriteTokens = row.Int64OrNull(),
            ReasoningTokens = row.Int64OrNull(),
        };
        return estimated is null ? null : usage;
    }

    private static CacheOutcome? ReadCache(RowReader row)
    {
        var status = row.TextOrNull();
        var cache = new CacheOutcome { Status = status ?? "", Policy = row.TextOrNull(), Similarity = row.DoubleOrNull(), SourceInteractionId = row.IdOrNull(), Reason = row.TextOrNull() };
        return status is null ? null : cache;
    }

    private static void WriteId(RowWriter row, InteractionId? id)
    {
        row.Flag(id is null);
        if (id is { } known) row.Fixed(known);
    }

    private static ReplayOrigin? ReadReplay(RowReader row)
    {
        var (of, run) = (row.IdOrNull(), row.TextOrNull());
        return of is null && run is null ? null : new ReplayOrigin(of, run);
    }

    private static decimal? Usd(long? pico) => pico is { } value ? Money.FromPico(value) : null;
}
