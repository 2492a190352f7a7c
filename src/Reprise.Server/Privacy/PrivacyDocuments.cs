using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;

namespace Reprise.Server.Privacy;

/// <summary>The privacy policy in force.</summary>
internal sealed record PrivacyPolicyDocument
{
    public required string Project { get; init; }

    /// <summary>Whether somebody set it, for the project or for all; false for what holds where nobody did.</summary>
    public required bool IsSet { get; init; }

    public required PrivacyPolicy Policy { get; init; }
}

internal sealed record PrivacyPresetListDocument
{
    public required IReadOnlyList<PrivacyPolicy> Items { get; init; }
}

/// <summary>A text or a body to try a policy on. Nothing of it is kept.</summary>
internal sealed record PrivacyTestDocument
{
    /// <summary>Any text; leave it out where a body is given.</summary>
    public string? Text { get; init; }

    /// <summary>A body of a call as text: JSON, server-sent events, JSON lines or words.</summary>
    public string? Body { get; init; }

    /// <summary>Of the body, such as `application/json`.</summary>
    public string? ContentType { get; init; }

    /// <summary>`request`, the default, or `response`.</summary>
    public string? Side { get; init; }

    /// <summary>The policy to try; the one in force when left out.</summary>
    public PrivacyPolicy? Policy { get; init; }
}

/// <summary>What a policy would leave.</summary>
internal sealed record PrivacyTestResultDocument
{
    /// <summary>The name of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>What would be recorded; left out where nothing would be.</summary>
    public string? Result { get; init; }

    /// <summary>How many of each type.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>In a text, each with its place before and after. Of a body, the first 200 with their JSON pointers.</summary>
    public required IReadOnlyList<PrivacyFindingDocument> Findings { get; init; }

    /// <summary>Classes of content that would be dropped.</summary>
    public required IReadOnlyList<string> Dropped { get; init; }

    /// <summary>Classes of content that only owners would be shown.</summary>
    public required IReadOnlyList<string> Restricted { get; init; }

    /// <summary>What could not be read, in words; left out when all could.</summary>
    public string? Fault { get; init; }
}

/// <summary>Something that would be taken out.</summary>
internal sealed record PrivacyFindingDocument
{
    public required string Type { get; init; }

    /// <summary>Where, in a body.</summary>
    public string? Place { get; init; }

    /// <summary>Where it begins in the text as it was, in UTF-16 characters; left out for bodies.</summary>
    public int? Start { get; init; }
    public int? Length { get; init; }

    /// <summary>Where what stands in its place begins in the text as it would be.</summary>
    public required int NewStart { get; init; }
    public required int NewLength { get; init; }

    public static PrivacyFindingDocument Of(RedactedSpan span) => new() { Type = span.Type, Start = span.Start, Length = span.Length, NewStart = span.NewStart, NewLength = span.NewLength };
}

internal sealed record OptOutListDocument
{
    public required IReadOnlyList<OptOut> Items { get; init; }
}

/// <summary>A user of whom nothing is to be recorded.</summary>
internal sealed record OptOutRequestDocument
{
    /// <summary>The id as calls name it, its pseudonym, or the hash that the list shows.</summary>
    public required string User { get; init; }

    /// <summary>Why, for whoever finds it later; without the user's name.</summary>
    public string? Reason { get; init; }
}
