using System.Text.Json;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>Reads what <see cref="ExactRecordWriter"/> wrote: columns and bytes as they were. Only the words to search by are found anew, since no store keeps them.</summary>
internal static class ExactRecordReader
{
    public static bool IsExact(JsonElement json) => json.Field("exact") is { ValueKind: JsonValueKind.True };

    /// <returns>The record with its facts, or null when <paramref name="mistakes"/> says why not.</returns>
    public static RecordedInteraction? Read(JsonElement json, string project, Func<string, IDialect?> dialects, List<string> mistakes)
    {
        var fields = new ExactFields(json, "", mistakes);
        var bodies = new ExactFields(json.Field("bodies"), "bodies.", mistakes);
        var interaction = Columns(fields, project);
        var record = new RecordedInteraction
        {
            Interaction = interaction,
            Request = Body(bodies, "request", mistakes),
            Response = Body(bodies, "response", mistakes),
            ResponseHeaders = [.. Headers(bodies).Where(h => !RecordContent.SecretHeaders.Contains(h.Key))],
            Facts = [.. fields.List("facts").Select((item, index) => Fact(new ExactFields(item, $"facts[{index}].", mistakes), project, interaction.Id))],
        };
        return mistakes.Count > 0 ? null : record with { SearchText = RecordWords.Of(record, dialects) };
    }

    /// <summary>One fact; it says itself which interaction it is about where <paramref name="about"/> does not.</summary>
    public static Fact Fact(ExactFields fields, string project, InteractionId? about) => new()
    {
        FactId = fields.Id("fact_id"),
        InteractionId = about ?? fields.Id("interaction_id"),
        Project = project,
        Kind = FactDocuments.ReadKind(fields.Text("kind")) is { } kind ? kind : fields.Mistake("kind", $"must be one of {string.Join(", ", FactDocuments.Kinds)}", FactKind.Evaluation),
        Timestamp = fields.Time("timestamp"),
        Name = fields.Text("name"),
        Value = fields.Double("value"),
        Text = fields.Text("text"),
        Author = fields.Text("author"),
    };

    private static Interaction Columns(ExactFields fields, string project)
    {
        var metrics = fields.Section("metrics");
        var request = fields.Section("request");
        return new Interaction
        {
            Id = fields.Id("interaction_id"),
            Project = project,
            Timestamp = fields.Time("timestamp"),
            Kind = Words.ReadKind(fields.Text("kind")),
            Status = Words.ReadStatus(fields.Text("status")) is { } status ? status
                : fields.Mistake("status", $"must be one of {string.Join(", ", Words.Statuses)}", InteractionStatus.Error),
            Name = fields.Text("name"),
            Provider = fields.Text("provider"),
            Dialect = fields.Text("dialect") ?? fields.Mistake("dialect", "is missing", ""),
            Operation = fields.Text("operation"),
            Model = fields.Text("model"),
            ResponseModel = fields.Text("response_model"),
            HttpStatus = (int?)fields.Long("http_status"),
            ErrorCode = fields.Text("error_code"),
            ErrorMessage = fields.Text("error_message"),
            UserId = fields.Text("user_id"),
            SessionId = fields.Text("session_id"),
            TraceId = fields.Text("trace_id"),
            SpanId = fields.Text("span_id"),
            ParentId = fields.Text("parent_id"),
            PromptType = fields.Text("prompt_type"),
            PromptTemplate = fields.Text("prompt_template"),
            Tags = fields.Texts("tags"),
            Metadata = fields.Json("metadata"),
            FileMetadata = fields.Json("file_metadata"),
            IpAddress = fields.Text("ip_address"),
            Country = fields.Text("country"),
            Streamed = fields.Flag("stream") ?? false,
            FinishReason = fields.Text("finish_reason"),
            PromptPreview = fields.Text("prompt_preview"),
            ContentPreview = fields.Text("content_preview"),
            Usage = Usage(metrics),
            LatencyMs = metrics.Long("latency_ms"),
            TtftMs = metrics.Long("ttft_ms"),
            EmbeddingTimeMs = metrics.Long("embedding_time_ms"),
            RetrievalTimeMs = metrics.Long("retrieval_time_ms"),
            LlmTimeMs = metrics.Long("llm_time_ms"),
            CostUsd = metrics.Money("total_cost_usd"),
            SavedCostUsd = metrics.Money("saved_cost_usd"),
            PriceVersion = metrics.Text("price_version"),
            Cache = Cache(fields),
            Replay = Replay(fields),
            Query = RecordableQuery.Of(request.Text("query")),
            RequestHeaders = AnswerHeaders.Of(request.Members("headers")),
            Privacy = ExactNotes.Privacy(fields),
            Security = ExactNotes.Security(fields),
            InputHash = fields.Text("input_hash"),
            PromptHash = fields.Text("prompt_hash"),
            QualityScore = fields.Double("quality_score"),
            RecordError = fields.Text("record_error"),
            RequestBytes = fields.Long("request_bytes") ?? 0,
            ResponseBytes = fields.Long("response_bytes") ?? 0,
        };
    }

    /// <summary>The writer says of every usage whether it was estimated, so one without any count is told from none.</summary>
    private static TokenUsage? Usage(ExactFields metrics) => metrics.Flag("estimated") is not { } estimated ? null : new TokenUsage
    {
        PromptTokens = metrics.Long("prompt_tokens"),
        CompletionTokens = metrics.Long("completion_tokens"),
        TotalTokens = metrics.Long("total_tokens"),
        CachedTokens = metrics.Long("cached_tokens"),
        CacheWriteTokens = metrics.Long("cache_write_tokens"),
        ReasoningTokens = metrics.Long("reasoning_tokens"),
        CacheWriteHourTokens = metrics.Long("cache_write_hour_tokens"),
        PromptAudioTokens = metrics.Long("prompt_audio_tokens"),
        CachedAudioTokens = metrics.Long("cached_audio_tokens"),
        CompletionAudioTokens = metrics.Long("completion_audio_tokens"),
        PromptImageTokens = metrics.Long("prompt_image_tokens"),
        CompletionImageTokens = metrics.Long("completion_image_tokens"),
        ToolPromptTokens = metrics.Long("tool_prompt_tokens"),
        WebSearches = metrics.Long("web_searches"),
        Estimated = estimated,
    };

    private static CacheOutcome? Cache(ExactFields fields)
    {
        if (!fields.Has("cache")) return null;
        var cache = fields.Section("cache");
        return new CacheOutcome
        {
            Status = cache.Text("status") ?? cache.Mistake("status", "is missing", ""),
            Similarity = cache.Double("similarity"),
            SourceInteractionId = cache.Has("source_interaction_id") ? cache.Id("source_interaction_id") : null,
            Policy = cache.Text("policy"),
            Reason = cache.Text("reason"),
        };
    }

    private static ReplayOrigin? Replay(ExactFields fields)
    {
        if (!fields.Has("replay")) return null;
        var replay = fields.Section("replay");
        return new ReplayOrigin(replay.Has("of") ? replay.Id("of") : null, replay.Text("run"));
    }

    private static Body? Body(ExactFields bodies, string name, List<string> mistakes)
    {
        if (!bodies.Has(name)) return null;
        var fields = bodies.Section(name);
        var bytes = fields.Bytes("text", "base64");
        var chunks = new List<BodyChunk>();
        foreach (var item in fields.List("chunks"))
        {
            if (item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 2 && item[0].TryGetInt32Value(out var length) && item[1].TryGetInt32Value(out var delay)) chunks.Add(new BodyChunk(length, delay));
            else
            {
                mistakes.Add($"bodies.{name}.chunks must be pairs of whole numbers");
                break;
            }
        }

        return new Body { Bytes = bytes, ContentType = fields.Text("content_type"), ContentEncoding = fields.Text("content_encoding"), Chunks = chunks };
    }

    private static List<KeyValuePair<string, string>> Headers(ExactFields bodies)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var item in bodies.List("response_headers"))
        {
            if (item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 2 && item[0].ValueKind == JsonValueKind.String && item[1].ValueKind == JsonValueKind.String)
                headers.Add(new(item[0].GetString()!, item[1].GetString()!));
            else return bodies.Mistake("response_headers", "must be pairs of name and value", headers);
        }

        return headers;
    }
}
