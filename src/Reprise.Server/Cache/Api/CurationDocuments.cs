using System.Text.Json.Serialization;

namespace Reprise.Server.Cache.Api;

/// <summary>What to evict; several conditions must hold together.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EvictionDocument
{
    /// <summary>A filter, such as `metadata.document:handbook` or `"old price"`.</summary>
    public string? Q { get; init; }
    public string? Tag { get; init; }
    public string? Model { get; init; }

    /// <summary>One interaction: the one that holds the answer, or a hit that was given it.</summary>
    public string? Source { get; init; }

    /// <summary>An age, such as `12h` or `7d`.</summary>
    public string? OlderThan { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }

    /// <summary>What was kept under this policy; with nothing else, all of it at once.</summary>
    public string? Policy { get; init; }

    /// <summary>Everything of the project at once.</summary>
    public bool All { get; init; }

    /// <summary>Only say how many.</summary>
    public bool DryRun { get; init; }

    [JsonIgnore]
    public bool SelectsNothing => string.IsNullOrEmpty(Q) && string.IsNullOrEmpty(Tag) && string.IsNullOrEmpty(Model) && string.IsNullOrEmpty(Source) && string.IsNullOrEmpty(OlderThan)
        && string.IsNullOrEmpty(From) && string.IsNullOrEmpty(To);
}

/// <summary>Which answer to pin or to unpin.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PinDocument
{
    /// <summary>The interaction that holds the answer, or a hit that was given it.</summary>
    public required string InteractionId { get; init; }
}

/// <summary>What to give instead of an answer.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EditDocument
{
    /// <summary>The interaction that holds the answer, or a hit that was given it.</summary>
    public required string InteractionId { get; init; }

    /// <summary>The text.</summary>
    public required string Content { get; init; }
}

/// <summary>How good an answer is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QualityDocument
{
    /// <summary>0 to 1.</summary>
    public required double QualityScore { get; init; }
    public string? Author { get; init; }
    public string? Reason { get; init; }
}

/// <summary>An answer that was changed.</summary>
internal sealed record CachedAnswerDocument
{
    /// <summary>The interaction that holds it.</summary>
    public required string InteractionId { get; init; }
}
