using System.Text.Json;

namespace Reprise.Client.Documents;

/// <summary>A call to log: of a tool, a check, a command, or of a model that was called elsewhere.</summary>
public sealed record LoggedInteraction
{
    /// <summary>By what it is found again.</summary>
    public required string ToolId { get; init; }

    /// <summary>What it was given: a text or any JSON.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>What it answered.</summary>
    public required JsonElement Output { get; init; }
    public bool Success { get; init; } = true;

    /// <summary>0 to 1; null when nobody has judged it yet.</summary>
    public double? QualityScore { get; init; }
    public double? LatencyMs { get; init; }

    /// <summary><c>tool</c>, <c>check</c>, <c>cli_command</c>, <c>api_request</c> or <c>llm</c>.</summary>
    public string InteractionType { get; init; } = "tool";

    /// <summary>What else the answer depends on: names and content hashes, such as a source file's.</summary>
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }

    /// <summary>The caller's own values: an object.</summary>
    public JsonElement? Metadata { get; init; }
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>An id of the caller's; sent twice it is stored once. Null for a new one.</summary>
    public string? InteractionId { get; init; }
}

/// <summary>Asks for calls with a like input.</summary>
public sealed record FindSimilarRequest
{
    public required string ToolId { get; init; }

    /// <summary>A text or any JSON.</summary>
    public required JsonElement Input { get; init; }
    public double? SimilarityThreshold { get; init; }
    public double? MinQuality { get; init; }
    public bool? RequireSuccess { get; init; }
    public int? TopK { get; init; }
    public double? MaxAgeHours { get; init; }
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }
}

/// <summary>Asks for the one answer to use.</summary>
public sealed record CachedResultRequest
{
    public required string ToolId { get; init; }

    /// <summary>A text or any JSON.</summary>
    public required JsonElement Input { get; init; }
    public double? SimilarityThreshold { get; init; }
    public double? MaxAgeHours { get; init; }
    public double? MinQuality { get; init; }

    /// <summary>The share of wrong answers to accept where the input is worded differently; null for the policy's.</summary>
    public double? AcceptedWrongRate { get; init; }
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }
}

public sealed record SimilarInteractionList(IReadOnlyList<SimilarInteraction> Items);

/// <summary>A call that was found.</summary>
public sealed record SimilarInteraction
{
    public required string InteractionId { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public bool Success { get; init; }

    /// <summary>1 for the very same input.</summary>
    public double Similarity { get; init; }

    /// <summary>After decay.</summary>
    public double QualityScore { get; init; }

    /// <summary>Quality × similarity.</summary>
    public double Rank { get; init; }

    /// <summary>That the answer is right for what was asked.</summary>
    public double Probability { get; init; }

    /// <summary>Why a lookup would not give it, such as <c>guard_numbers</c>; null when it would.</summary>
    public string? Reason { get; init; }
    public JsonElement? Input { get; init; }
    public JsonElement? Output { get; init; }
}

/// <summary>What a lookup found.</summary>
public sealed record CachedResult
{
    public bool Hit { get; init; }

    /// <summary>Of the nearest there was, also when it is not given.</summary>
    public double? Similarity { get; init; }

    /// <summary>Why nothing is given.</summary>
    public string? Reason { get; init; }
    public SimilarInteraction? Answer { get; init; }
}
