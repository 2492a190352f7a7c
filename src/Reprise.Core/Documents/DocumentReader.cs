using System.Runtime.InteropServices;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>What became of one record that was sent to us.</summary>
/// <param name="Record">The record, facts included; null when it was refused.</param>
/// <param name="InteractionId">The id it came with, as it was written; null when it had none we could read.</param>
/// <param name="Mistake">Why it was refused, naming every field, without content; null when it was not.</param>
public readonly record struct ReadRecord(RecordedInteraction? Record, string? InteractionId, string? Mistake)
{
    /// <summary>Whether it came as a copy of a record (<see cref="ExactRecordWriter"/>): what it does not say is not known and must not be found out.</summary>
    public bool IsExact { get; init; }
}

/// <summary>
/// Reads records that others wrote, in our format or nearly so: ingest and import. Names that older recorders use are understood where they can mean only one
/// thing; fields we do not know are kept under <c>metadata</c>; what can be put right is, and <c>record_error</c> says so; what would be a guess is refused.
/// A record that says <c>"exact": true</c> is a copy of one on record and taken as it is.
/// Safe for use from many threads.
/// </summary>
/// <param name="dialects">Finds a dialect by its name; null when there is none.</param>
/// <param name="time">Dates records that came without a time.</param>
public sealed class DocumentReader(Func<string, IDialect?> dialects, TimeProvider time)
{
    private const int MaxWord = 256;
    private const int MaxId = 512;
    private const int MaxRun = 128;
    private const int MaxMessage = 16 * 1024;
    private const int MaxObjectBytes = 256 * 1024;
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset s_lastTime = new(2248, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads one record of at most the size the caller allows.</summary>
    /// <param name="utf8">One JSON object. The record keeps no reference to it.</param>
    /// <param name="project">Where it belongs; the record's own <c>project</c> is not asked.</param>
    public ReadRecord Read(ReadOnlyMemory<byte> utf8, string project) =>
        RecordJson.TryParse(utf8, out var json, out var mistake) ? Read(json, project) : new ReadRecord(null, null, $"The record cannot be read: {mistake}.");

    /// <summary>Reads one record from JSON that <see cref="RecordJson"/> made.</summary>
    public ReadRecord Read(JsonElement json, string project)
    {
        if (json.ValueKind != JsonValueKind.Object) return new ReadRecord(null, null, $"A record is a JSON object; found {RecordFields.Describe(json)}.");
        var mistakes = new List<string>();
        if (ExactRecordReader.IsExact(json)) return Exact(json, project, mistakes);
        var notes = new List<string>();
        var fields = new RecordFields(json, "", mistakes);
        var foreignId = fields.Text(MaxId, "interaction_id", "id");
        var (record, facts) = Read(json, fields, foreignId, project, mistakes, notes);
        if (mistakes.Count > 0) return new ReadRecord(null, foreignId, Sentence(mistakes));
        return new ReadRecord(record with { Facts = facts }, foreignId, null);
    }

    private ReadRecord Exact(JsonElement json, string project, List<string> mistakes)
    {
        var record = ExactRecordReader.Read(json, project, dialects, mistakes);
        return new ReadRecord(record, json.Text("interaction_id"), record is null ? Sentence(mistakes) : null) { IsExact = true };
    }

    private (RecordedInteraction, IReadOnlyList<Fact>) Read(
        JsonElement json, RecordFields fields, string? foreignId, string project, List<string> mistakes, List<string> notes)
    {
        // 1. When and who. Everything else hangs on these two.
        fields.Value("project");
        var given = fields.Time("timestamp");
        var timestamp = Timestamp(given, notes);
        var id = foreignId is not null ? InteractionId.FromForeign(foreignId) : given is not null ? OfContent(json) : InteractionId.At(timestamp);

        // 2. The bodies, and what they say.
        var metrics = fields.Section("metrics");
        var content = RecordContent.Read(fields, dialects, mistakes, notes);

        // 3. The columns: what the record says first, what its bodies say where it is silent.
        var errorCode = fields.Text(MaxWord, "error_code");
        var errorMessage = Cut(fields.Text(int.MaxValue, "error_message", "error"), notes);
        var usage = Usage(metrics, content.Answer.Usage);
        var (security, otherSecurity) = RecordNotes.Security(fields.Object(MaxObjectBytes, "security"));
        var (privacy, otherPrivacy) = RecordNotes.Privacy(fields.Object(MaxObjectBytes, "privacy"));
        var interaction = new Interaction
        {
            Id = id,
            Project = project,
            Timestamp = timestamp,
            Dialect = content.Dialect,
            Kind = Kind(fields, content, notes),
            Name = fields.Text(MaxWord, "name", "tool_id", "tool_name", "command"),
            Provider = fields.Text(MaxWord, "provider"),
            Operation = fields.Text(2048, "operation"),
            Model = fields.Text(MaxWord, "model", "model_name") ?? WithoutNul(content.Asked.Model),
            ResponseModel = fields.Text(MaxWord, "response_model") ?? WithoutNul(content.Answer.Model),
            Status = Status(fields, errorCode ?? errorMessage, mistakes),
            HttpStatus = HttpStatus(fields),
            ErrorCode = errorCode,
            ErrorMessage = errorMessage,
            UserId = fields.Text(MaxId, "user_id", "user_hash"),
            SessionId = fields.Text(MaxId, "session_id"),
            TraceId = fields.Text(MaxId, "trace_id"),
            SpanId = fields.Text(MaxId, "span_id"),
            ParentId = fields.Text(MaxId, "parent_id"),
            PromptType = fields.Text(MaxWord, "prompt_type"),
            PromptTemplate = fields.Text(MaxWord, "prompt_template"),
            Tags = fields.Texts(64, 128, "tags"),
            FileMetadata = FileMetadata(fields, mistakes),
            IpAddress = fields.Text(64, "ip_address"),
            Country = fields.Text(64, "country"),
            Streamed = fields.Flag("stream") ?? content.Asked.Stream,
            FinishReason = WithoutNul(content.Answer.FinishReason) ?? metrics.Text(MaxWord, "finish_reason"),
            PromptPreview = Previews.Of(content.Asked),
            ContentPreview = Previews.Of(content.Answer),
            Usage = usage,
            LatencyMs = metrics.Count("latency_ms") ?? fields.Count("latency_ms", "duration_ms"),
            TtftMs = metrics.Count("ttft_ms"),
            EmbeddingTimeMs = metrics.Count("embedding_time_ms"),
            RetrievalTimeMs = metrics.Count("retrieval_time_ms"),
            LlmTimeMs = metrics.Count("llm_time_ms"),
            CostUsd = metrics.Money("total_cost_usd", "cost_usd"),
            SavedCostUsd = metrics.Money("saved_cost_usd"),
            PriceVersion = metrics.Text(MaxWord, "price_version"),
            Cache = Cache(fields.Section("cache")),
            Replay = Replay(fields.Section("replay")),
            Query = content.Call.Query,
            RequestHeaders = content.Call.Headers,
            Privacy = privacy,
            Security = security,
            InputHash = fields.Text(128, "input_hash") ?? content.InputHash,
            PromptHash = fields.Text(128, "prompt_hash") ?? Hashes.OfPrompt(content.Asked.SystemPrompt, content.Asked.Prompt),
            QualityScore = fields.Score("quality_score"),
            RequestBytes = content.Request?.Bytes.Length ?? 0,
            ResponseBytes = content.Response?.Bytes.Length ?? 0,
        };

        // 4. What was learned later, the caller's own values, and everything we have no place for.
        var facts = FactReader.Of(fields, project, id, timestamp, mistakes);
        var earlier = fields.Text(int.MaxValue, "record_error");
        // The mark of an export on what a model wrote follows from the record.
        fields.PassOver("ai_generated", "parts");
        var metadata = RecordMetadata.Of(fields, metrics, otherSecurity, otherPrivacy, foreignId, content.OriginalDialect, MaxObjectBytes, mistakes);
        if (earlier is not null && !notes.Contains(earlier, StringComparer.Ordinal)) notes.Insert(0, earlier);
        interaction = interaction with { Metadata = metadata, RecordError = notes.Count == 0 ? null : string.Join("; ", notes) };
        return (new RecordedInteraction
        {
            Interaction = interaction,
            Request = content.Request,
            Response = content.Response,
            ResponseHeaders = content.ResponseHeaders,
            SearchText = SearchText.Of(content.Asked, content.Answer, errorMessage),
        }, facts);
    }

    /// <summary>A record with a time and no id is named by its content, so that sending a file of such records again stores nothing twice.</summary>
    private static InteractionId OfContent(JsonElement json) => InteractionId.FromForeign("record " + Hashes.OfBytes(JsonMarshal.GetRawUtf8Value(json)));

    private DateTimeOffset Timestamp(DateTimeOffset? given, List<string> notes)
    {
        var now = time.GetUtcNow();
        if (given is not { } timestamp) return now;
        if (timestamp < DateTimeOffset.UnixEpoch || timestamp >= s_lastTime)
        {
            notes.Add("the timestamp is outside 1970 to 2248; the time of arrival stands instead");
            return now;
        }

        if (timestamp - now > s_skew) notes.Add(FormattableString.Invariant($"the timestamp is {Span(timestamp - now)} ahead of this server's clock"));
        return timestamp;
    }

    private static string Span(TimeSpan span) =>
        span.TotalDays >= 2 ? FormattableString.Invariant($"{span.TotalDays:F0} days") : FormattableString.Invariant($"{span.TotalMinutes:F0} minutes");

    private static InteractionKind Kind(RecordFields fields, RecordContent content, List<string> notes)
    {
        var (isTool, isCommand) = (fields.Value("tool_id", "tool_name") is not null, fields.Value("command") is not null);
        if (fields.Text(MaxWord, "kind", "interaction_type") is { } word)
        {
            var kind = Words.ReadKind(word);
            if (kind == InteractionKind.Unknown && word != "unknown") notes.Add($"kind '{Short(word)}' is none of {string.Join(", ", Words.Kinds)}");
            return kind;
        }

        if (content.Kind is { } read) return read;
        return isCommand ? InteractionKind.CliCommand : isTool ? InteractionKind.Tool : InteractionKind.Llm;
    }

    private static InteractionStatus Status(RecordFields fields, string? error, List<string> mistakes)
    {
        var success = fields.Flag("success");
        if (fields.Text(MaxWord, "status") is not { } word) return success ?? error is null ? InteractionStatus.Success : InteractionStatus.Error;
        if (Words.ReadStatus(word) is { } status) return status;
        mistakes.Add($"status must be one of {string.Join(", ", Words.Statuses)}; found '{Short(word)}'");
        return InteractionStatus.Error;
    }

    private static int? HttpStatus(RecordFields fields) => (int?)fields.Number(100, 999, "http_status");

    private static TokenUsage? Usage(RecordFields metrics, TokenUsage? read)
    {
        var usage = new TokenUsage
        {
            PromptTokens = metrics.Count("prompt_tokens") ?? read?.PromptTokens,
            CompletionTokens = metrics.Count("completion_tokens") ?? read?.CompletionTokens,
            TotalTokens = metrics.Count("total_tokens") ?? read?.TotalTokens,
            CachedTokens = metrics.Count("cached_tokens") ?? read?.CachedTokens,
            CacheWriteTokens = metrics.Count("cache_write_tokens") ?? read?.CacheWriteTokens,
            ReasoningTokens = metrics.Count("reasoning_tokens") ?? read?.ReasoningTokens,
            CacheWriteHourTokens = metrics.Count("cache_write_hour_tokens") ?? read?.CacheWriteHourTokens,
            PromptAudioTokens = metrics.Count("prompt_audio_tokens") ?? read?.PromptAudioTokens,
            CachedAudioTokens = metrics.Count("cached_audio_tokens") ?? read?.CachedAudioTokens,
            CompletionAudioTokens = metrics.Count("completion_audio_tokens") ?? read?.CompletionAudioTokens,
            PromptImageTokens = metrics.Count("prompt_image_tokens") ?? read?.PromptImageTokens,
            CompletionImageTokens = metrics.Count("completion_image_tokens") ?? read?.CompletionImageTokens,
            ToolPromptTokens = metrics.Count("tool_prompt_tokens") ?? read?.ToolPromptTokens,
            WebSearches = metrics.Count("web_searches") ?? read?.WebSearches,
            Estimated = metrics.Flag("estimated") ?? read?.Estimated ?? false,
        };
        if (usage == new TokenUsage { Estimated = usage.Estimated }) return null;
        return usage.TotalTokens is not null || usage.PromptTokens is null ? usage : usage with { TotalTokens = usage.PromptTokens + (usage.CompletionTokens ?? 0) };
    }

    private static CacheOutcome? Cache(RecordFields cache)
    {
        var status = cache.Text(64, "status");
        var (similarity, source) = (cache.Number(-1, 1, "similarity"), cache.Text(MaxId, "source_interaction_id"));
        var (policy, reason) = (cache.Text(MaxWord, "policy"), cache.Text(1024, "reason"));
        return status is null ? null : new CacheOutcome
        {
            Status = status,
            Similarity = similarity,
            SourceInteractionId = source is null ? null : InteractionId.FromForeign(source),
            Policy = policy,
            Reason = reason,
        };
    }

    private static ReplayOrigin? Replay(RecordFields replay)
    {
        var (of, run) = (replay.Text(MaxId, "of"), replay.Text(MaxRun, "run"));
        return of is null && run is null ? null : new ReplayOrigin(of is null ? null : InteractionId.FromForeign(of), run);
    }

    private static string? FileMetadata(RecordFields fields, List<string> mistakes)
    {
        if (fields.Value("file_metadata") is not { } files) return null;
        if (files.Raw() is { Length: <= MaxObjectBytes } raw) return raw;
        mistakes.Add($"file_metadata is larger than {MaxObjectBytes / 1024} KB");
        return null;
    }

    /// <summary>As named columns are read: a value from the content must be the same one when its record comes back.</summary>
    private static string? WithoutNul(string? text) => text?.Replace('\0', '\uFFFD');

    private static string? Cut(string? message, List<string> notes)
    {
        if (message is null || message.Length <= MaxMessage) return message;
        notes.Add($"error_message had {message.Length:N0} characters and was cut");
        return message[..MaxMessage];
    }

    private static string Short(string word) => word.Length <= 40 ? word : word[..40] + "…";

    private static string Sentence(List<string> mistakes)
    {
        var shown = string.Join("; ", mistakes.Distinct(StringComparer.Ordinal).Take(8));
        return shown + ".";
    }
}
