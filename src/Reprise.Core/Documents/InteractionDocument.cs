using System.Text.Json;

namespace Reprise.Documents;

/// <summary>
/// The record as the world sees it: what the API answers, what export writes and what ingest and import read, in snake_case JSON. Values that are not known
/// are left out. The JSON Schema is published at <c>/schemas/interaction.json</c>.
/// </summary>
public sealed record InteractionDocument
{
    /// <summary>UUIDv7. Optional on ingest: a new one is made; any other text becomes the same UUID each time.</summary>
    public string? InteractionId { get; init; }
    public string? Project { get; init; }

    /// <summary>ISO 8601, UTC. Optional on ingest: now.</summary>
    public DateTimeOffset? Timestamp { get; init; }
    public string? Kind { get; init; }
    public string? Name { get; init; }
    public string? Provider { get; init; }
    public string? Dialect { get; init; }
    public string? Operation { get; init; }
    public string? Model { get; init; }
    public string? ResponseModel { get; init; }
    public string? Status { get; init; }
    public int? HttpStatus { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }

    /// <summary>Always written, empty where there is none, as the log schema this one extends requires.</summary>
    public string? UserId { get; init; }

    /// <summary>Always written, empty where there is none.</summary>
    public string? SessionId { get; init; }
    public string? TraceId { get; init; }
    public string? SpanId { get; init; }
    public string? ParentId { get; init; }
    public string? PromptType { get; init; }

    /// <summary>The prompt template behind the request, as <c>name@version</c>.</summary>
    public string? PromptTemplate { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
    public JsonElement? Metadata { get; init; }
    public JsonElement? FileMetadata { get; init; }
    public string? IpAddress { get; init; }
    public string? Country { get; init; }
    public bool? Stream { get; init; }
    public RequestDocument? Request { get; init; }
    public ResponseDocument? Response { get; init; }
    public MetricsDocument? Metrics { get; init; }
    public CacheDocument? Cache { get; init; }
    public ReplayDocument? Replay { get; init; }
    public string? InputHash { get; init; }
    public string? PromptHash { get; init; }
    public double? QualityScore { get; init; }
    public EvaluationDocument? Evaluation { get; init; }
    public FeedbackDocument? Feedback { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public SecurityDocument? Security { get; init; }
    public PrivacyDocument? Privacy { get; init; }
    public IReadOnlyList<FactDocument>? Facts { get; init; }

    /// <summary>What was wrong with what we were given to record.</summary>
    public string? RecordError { get; init; }

    /// <summary>The exact bytes, only where asked for (<c>?bodies=true</c>, <c>export --bodies</c>); on ingest they win over request and response.</summary>
    public BodiesDocument? Bodies { get; init; }
}

public sealed record RequestDocument
{
    public string? Prompt { get; init; }
    public string? SystemPrompt { get; init; }
    public IReadOnlyList<MessageDocument>? Messages { get; init; }
    public IReadOnlyList<ContextDocument>? Context { get; init; }

    /// <summary>Tool definitions as the provider's own JSON array.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Everything else the caller set: an object.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>The query string of the call with its question mark, credentials taken out.</summary>
    public string? Query { get; init; }

    /// <summary>Request headers on which the answer may depend, names in lower case; never credentials.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}

public sealed record MessageDocument
{
    public required string Role { get; init; }
    public string? Name { get; init; }
    public string? Content { get; init; }
    public string? Reasoning { get; init; }
    public IReadOnlyList<ToolCallDocument>? ToolCalls { get; init; }
    public string? ToolCallId { get; init; }
    public IReadOnlyList<AttachmentDocument>? Attachments { get; init; }
}

public sealed record ToolCallDocument
{
    public string? Id { get; init; }
    public required string Name { get; init; }

    /// <summary>As JSON; a JSON string where the model's text was no valid JSON.</summary>
    public JsonElement? Arguments { get; init; }
}

public sealed record AttachmentDocument
{
    public required string Kind { get; init; }
    public string? MediaType { get; init; }
    public string? Reference { get; init; }
    public long? Bytes { get; init; }
}

public sealed record ContextDocument
{
    public string? Content { get; init; }
    public string? Source { get; init; }
    public JsonElement? Metadata { get; init; }
}

public sealed record ResponseDocument
{
    public string? Content { get; init; }

    /// <summary>What the model said instead of an answer, where the provider keeps that apart.</summary>
    public string? Refusal { get; init; }
    public IReadOnlyList<ToolCallDocument>? ToolCalls { get; init; }
    public string? Reasoning { get; init; }
    public long? CompletionTokens { get; init; }

    /// <summary>The provider's own word.</summary>
    public string? FinishReason { get; init; }
}

/// <summary>Counts in tokens, times in whole milliseconds, money in US dollars.</summary>
public sealed record MetricsDocument
{
    /// <summary>Includes cached tokens, read and written.</summary>
    public long? PromptTokens { get; init; }
    public long? CompletionTokens { get; init; }
    public long? TotalTokens { get; init; }
    public long? CachedTokens { get; init; }
    public long? CacheWriteTokens { get; init; }
    public long? ReasoningTokens { get; init; }

    /// <summary>The part of <see cref="CacheWriteTokens"/> kept for an hour. This and what follows up to searches is there because it has prices of its own.</summary>
    public long? CacheWriteHourTokens { get; init; }
    public long? PromptAudioTokens { get; init; }
    public long? CachedAudioTokens { get; init; }
    public long? CompletionAudioTokens { get; init; }
    public long? PromptImageTokens { get; init; }
    public long? CompletionImageTokens { get; init; }

    /// <summary>Text that the provider's own tools brought in, counted beside the prompt.</summary>
    public long? ToolPromptTokens { get; init; }

    /// <summary>Searches the provider ran on its own side.</summary>
    public long? WebSearches { get; init; }
    public bool? Estimated { get; init; }
    public long? LatencyMs { get; init; }
    public long? TtftMs { get; init; }
    public long? EmbeddingTimeMs { get; init; }
    public long? RetrievalTimeMs { get; init; }
    public long? LlmTimeMs { get; init; }
    public decimal? TotalCostUsd { get; init; }
    public decimal? SavedCostUsd { get; init; }

    /// <summary>The version of the price table behind the cost.</summary>
    public string? PriceVersion { get; init; }
}

public sealed record CacheDocument
{
    public required string Status { get; init; }
    public double? Similarity { get; init; }
    public string? SourceInteractionId { get; init; }
    public string? Policy { get; init; }
    public string? Reason { get; init; }
}

/// <summary>What a call repeats.</summary>
public sealed record ReplayDocument
{
    /// <summary>The id of the original interaction.</summary>
    public string? Of { get; init; }

    /// <summary>The run or branch it belongs to.</summary>
    public string? Run { get; init; }
}

/// <summary>Scores 0 to 1, the latest of each.</summary>
public sealed record EvaluationDocument
{
    public double? RelevanceScore { get; init; }
    public double? QualityScore { get; init; }
    public double? SecurityScore { get; init; }
    public bool? Flagged { get; init; }
    public string? FlagReason { get; init; }

    /// <summary>Every other score by name.</summary>
    public IReadOnlyDictionary<string, double>? Scores { get; init; }
}

public sealed record FeedbackDocument
{
    /// <summary>1 is up, −1 is down, or any scale the caller uses.</summary>
    public double? Rating { get; init; }
    public string? Comment { get; init; }
    public string? Author { get; init; }
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>What scanning found.</summary>
public sealed record SecurityDocument
{
    /// <summary>In bits a character of the last user text.</summary>
    public double? PromptEntropy { get; init; }
    public IReadOnlyList<string>? YaraMatches { get; init; }
    public JsonElement? TokenInspectionResult { get; init; }
    public double? InjectionScore { get; init; }
    public IReadOnlyList<string>? Secrets { get; init; }
    public string? SensitivityLevel { get; init; }

    /// <summary>Why, in a few words without content.</summary>
    public string? SensitivityReason { get; init; }

    /// <summary>The answer repeats a good part of the system prompt.</summary>
    public bool? SystemPromptLeaked { get; init; }

    /// <summary>What the security policy did: <c>flag</c>, <c>redact</c> or <c>block</c>.</summary>
    public string? Action { get; init; }

    /// <summary>The rule that made it do so.</summary>
    public string? ActionReason { get; init; }
}

/// <summary>What privacy did before it was stored.</summary>
public sealed record PrivacyDocument
{
    /// <summary>The policy that was in force.</summary>
    public string? Policy { get; init; }

    /// <summary>How many of each type were redacted.</summary>
    public IReadOnlyDictionary<string, int>? Counts { get; init; }

    /// <summary>The first of them, each with type, place, start and length. What other recorders wrote stands as it is.</summary>
    public JsonElement? Redactions { get; init; }

    /// <summary>Classes of content that were dropped.</summary>
    public IReadOnlyList<string>? Dropped { get; init; }

    /// <summary>Classes of content that only owners are shown.</summary>
    public IReadOnlyList<string>? Restricted { get; init; }
}

public sealed record FactDocument
{
    public string? FactId { get; init; }

    /// <summary>Which interaction it is about, where it does not stand with it.</summary>
    public string? InteractionId { get; init; }

    /// <summary><c>evaluation</c>, <c>feedback</c>, <c>flag</c>, <c>label</c> or <c>correction</c>.</summary>
    public required string Kind { get; init; }
    public DateTimeOffset? Timestamp { get; init; }
    public string? Name { get; init; }
    public double? Value { get; init; }
    public string? Text { get; init; }
    public string? Author { get; init; }
}

public sealed record BodiesDocument
{
    public BodyDocument? Request { get; init; }
    public BodyDocument? Response { get; init; }
    public IReadOnlyList<IReadOnlyList<string>>? ResponseHeaders { get; init; }
}

public sealed record BodyDocument
{
    public string? ContentType { get; init; }
    public string? ContentEncoding { get; init; }

    /// <summary>The body where it is valid UTF-8.</summary>
    public string? Text { get; init; }

    /// <summary>The body where it is not.</summary>
    public string? Base64 { get; init; }

    /// <summary>Pairs of length in bytes and delay in milliseconds, for a streamed body.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Chunks { get; init; }
}
