namespace Reprise.Interactions;

/// <summary>
/// What is known of one recorded call, without its bodies: the columns that lists show, filters ask and aggregates count. Text from bodies appears only as
/// short previews; the rest is read from the bodies when one interaction is opened.
/// </summary>
public sealed record Interaction
{
    /// <summary>Longest preview in characters.</summary>
    public const int PreviewLength = 160;

    public required InteractionId Id { get; init; }

    /// <summary>The tenant; 1 to 64 of a–z, 0–9, <c>-</c>, <c>_</c>, <c>.</c>. Nothing crosses a project.</summary>
    public required string Project { get; init; }

    /// <summary>When the call began, UTC; stores keep milliseconds.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public required InteractionKind Kind { get; init; }
    public required InteractionStatus Status { get; init; }

    /// <summary>The tool called, or the operation, such as <c>chat.completions</c>.</summary>
    public string? Name { get; init; }
    public string? Provider { get; init; }

    /// <summary>How to read the bodies: a dialect's name, or <c>opaque</c>.</summary>
    public required string Dialect { get; init; }

    /// <summary>Method and path that were called, such as <c>POST /v1/messages</c>, without the query string.</summary>
    public string? Operation { get; init; }
    public string? Model { get; init; }
    public string? ResponseModel { get; init; }

    /// <summary>The HTTP status of the answer; null when there was none or it was no HTTP call.</summary>
    public int? HttpStatus { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }

    /// <summary>A pseudonym by policy.</summary>
    public string? UserId { get; init; }
    public string? SessionId { get; init; }
    public string? TraceId { get; init; }
    public string? SpanId { get; init; }
    public string? ParentId { get; init; }
    public string? PromptType { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The caller's own values: a JSON object as UTF-8 text, or null.</summary>
    public string? Metadata { get; init; }

    /// <summary>Files that went with the request: JSON as UTF-8 text, or null.</summary>
    public string? FileMetadata { get; init; }
    public string? IpAddress { get; init; }
    public string? Country { get; init; }

    public bool Streamed { get; init; }
    public string? FinishReason { get; init; }
    public string? PromptPreview { get; init; }
    public string? ContentPreview { get; init; }

    public TokenUsage? Usage { get; init; }
    public long? LatencyMs { get; init; }
    public long? TtftMs { get; init; }
    public long? EmbeddingTimeMs { get; init; }
    public long? RetrievalTimeMs { get; init; }
    public long? LlmTimeMs { get; init; }

    /// <summary>US dollars at the price in force when the call was made; null when no price is known, never zero for want of one.</summary>
    public decimal? CostUsd { get; init; }
    public decimal? SavedCostUsd { get; init; }

    /// <summary>The version of the price table behind <see cref="CostUsd"/>.</summary>
    public string? PriceVersion { get; init; }

    public CacheOutcome? Cache { get; init; }

    /// <summary>What this call repeats; null when it is no replay.</summary>
    public ReplayOrigin? Replay { get; init; }

    /// <summary>The prompt template behind the request, as <c>name@version</c>; null when the caller named none.</summary>
    public string? PromptTemplate { get; init; }

    /// <summary>The query string of the call with its question mark, credentials taken out; null when it had none.</summary>
    public string? Query { get; init; }

    /// <summary>Request headers on which the answer may depend (<c>anthropic-version</c>, <c>anthropic-beta</c>, <c>openai-beta</c>); never credentials.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; init; } = [];

    /// <summary>SHA-256 of the whole request body, lower-case hex: equal for equal bytes.</summary>
    public string? InputHash { get; init; }

    /// <summary>SHA-256 of the system prompt and the last user text, lower-case hex: equal for calls that ask the same.</summary>
    public string? PromptHash { get; init; }

    /// <summary>0 to 1.</summary>
    public double? QualityScore { get; init; }

    /// <summary>What was wrong with what we were given to record, in words; null when nothing was.</summary>
    public string? RecordError { get; init; }

    public long RequestBytes { get; init; }
    public long ResponseBytes { get; init; }

    /// <summary>What was redacted or dropped before it was stored; null when nothing was.</summary>
    public PrivacyNote? Privacy { get; init; }

    /// <summary>What scanning found; null where nothing was scanned.</summary>
    public SecurityNote? Security { get; init; }
}

/// <summary>What the cache did with a call.</summary>
public sealed record CacheOutcome
{
    /// <summary>The answer was there, to the very same request.</summary>
    public const string Hit = "hit";

    /// <summary>The answer was there, to another wording.</summary>
    public const string Semantic = "semantic";

    /// <summary>It was not.</summary>
    public const string Miss = "miss";

    /// <summary>Nothing was looked up.</summary>
    public const string Bypass = "bypass";

    /// <summary><c>hit</c>, <c>semantic</c>, <c>miss</c> or <c>bypass</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether the answer came from the cache: it was paid for once, by the call it was made for.</summary>
    public bool IsHit => Status is Hit or Semantic;

    /// <summary>Cosine similarity of the nearest entry, −1 to 1.</summary>
    public double? Similarity { get; init; }
    public InteractionId? SourceInteractionId { get; init; }
    public string? Policy { get; init; }
    public string? Reason { get; init; }
}

/// <summary>What a replay repeats. At least one of the two is there.</summary>
/// <param name="Of">The original interaction.</param>
/// <param name="Run">The run or branch the replay belongs to, 1 to 128 characters.</param>
public sealed record ReplayOrigin(InteractionId? Of, string? Run);
