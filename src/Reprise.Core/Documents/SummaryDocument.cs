namespace Reprise.Documents;

/// <summary>One row of a list: the columns of an interaction with what facts say of it by now, without its bodies.</summary>
public sealed record SummaryDocument
{
    public required string InteractionId { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required string Kind { get; init; }
    public string? Name { get; init; }
    public string? Provider { get; init; }
    public string? Dialect { get; init; }
    public string? Model { get; init; }
    public string? ResponseModel { get; init; }
    public required string Status { get; init; }
    public int? HttpStatus { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public string? UserId { get; init; }
    public string? SessionId { get; init; }
    public string? TraceId { get; init; }
    public string? ParentId { get; init; }
    public string? PromptType { get; init; }

    /// <summary>The prompt template behind the request, as <c>name@version</c>.</summary>
    public string? PromptTemplate { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
    public required bool Stream { get; init; }
    public string? FinishReason { get; init; }

    /// <summary>The beginning of what was asked.</summary>
    public string? PromptPreview { get; init; }

    /// <summary>The beginning of what was answered.</summary>
    public string? ContentPreview { get; init; }
    public MetricsDocument? Metrics { get; init; }
    public CacheDocument? Cache { get; init; }
    public ReplayDocument? Replay { get; init; }
    public double? QualityScore { get; init; }
    public SecurityDocument? Security { get; init; }

    /// <summary>Without the redactions one by one.</summary>
    public PrivacyDocument? Privacy { get; init; }
    public bool? Flagged { get; init; }

    /// <summary>The latest feedback: 1 is up, −1 is down, or any scale the caller uses.</summary>
    public double? Rating { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>What was wrong with what we were given to record.</summary>
    public string? RecordError { get; init; }
}
