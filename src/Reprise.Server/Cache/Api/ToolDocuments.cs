using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Server.Cache.Api;

/// <summary>Asks for calls of a tool with the same or a like input.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FindSimilarDocument
{
    /// <summary>The `name` under which the calls were logged.</summary>
    public required string ToolId { get; init; }

    /// <summary>A text or any JSON, as it was logged. Of an object its question, else its longest text, may be worded differently; the rest must be the same.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>Least similarity; 0.85 when left out.</summary>
    public double? SimilarityThreshold { get; init; }

    /// <summary>Least quality after decay; the policy's when left out.</summary>
    public double? MinQuality { get; init; }

    /// <summary>Whether calls that failed are left out; true when left out.</summary>
    public bool? RequireSuccess { get; init; }

    /// <summary>At most this many, 1 to 50; 5 when left out.</summary>
    public int? TopK { get; init; }

    /// <summary>Older calls do not count; no limit but the policy's when left out.</summary>
    public double? MaxAgeHours { get; init; }

    /// <summary>What else the answer depends on: names and content hashes. Only calls logged with the same ones are found.</summary>
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }
}

/// <summary>Asks for the one answer to use instead of calling a tool.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CachedResultRequestDocument
{
    /// <summary>The `name` under which the calls were logged.</summary>
    public required string ToolId { get; init; }

    /// <summary>A text or any JSON, as it was logged.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>Least similarity; 0.95 when left out.</summary>
    public double? SimilarityThreshold { get; init; }

    /// <summary>Older answers are not given; 24 when left out, 0 for no limit but the policy's.</summary>
    public double? MaxAgeHours { get; init; }

    /// <summary>Least quality after decay; the policy's when left out.</summary>
    public double? MinQuality { get; init; }

    /// <summary>The share of wrong answers to accept where the input is worded differently, 0 to 0.5; the policy's when left out.</summary>
    public double? AcceptedWrongRate { get; init; }

    /// <summary>What else the answer depends on: names and content hashes.</summary>
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }
}

/// <summary>Calls that were found, best first by quality × similarity, the newest among equals.</summary>
internal sealed record SimilarInteractionListDocument
{
    public required IReadOnlyList<SimilarInteractionDocument> Items { get; init; }
}

/// <summary>A call that was found.</summary>
internal sealed record SimilarInteractionDocument
{
    public required string InteractionId { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required bool Success { get; init; }

    /// <summary>1 for the very same input.</summary>
    public required double Similarity { get; init; }

    /// <summary>After decay.</summary>
    public required double QualityScore { get; init; }

    /// <summary>Quality × similarity.</summary>
    public required double Rank { get; init; }

    /// <summary>That the answer is right for what was asked.</summary>
    public required double Probability { get; init; }

    /// <summary>Why a lookup would not give it, such as `guard_numbers`; left out when nothing but its similarity and probability stands in the way.</summary>
    public string? Reason { get; init; }
    public JsonElement? Input { get; init; }

    /// <summary>As it was logged, or as somebody edited it.</summary>
    public JsonElement? Output { get; init; }
}

/// <summary>What a lookup found.</summary>
internal sealed record CachedResultDocument
{
    public required bool Hit { get; init; }

    /// <summary>Of the nearest there was, also when it is not given.</summary>
    public double? Similarity { get; init; }

    /// <summary>Why nothing is given; left out on a hit.</summary>
    public string? Reason { get; init; }
    public SimilarInteractionDocument? Answer { get; init; }
}
