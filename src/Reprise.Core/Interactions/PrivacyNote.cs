namespace Reprise.Interactions;

/// <summary>What privacy did to an interaction before it was stored. Null on an interaction that is recorded as it was.</summary>
public sealed record PrivacyNote
{
    /// <summary>Most redactions named one by one; <see cref="Counts"/> goes on counting.</summary>
    public const int MostRedactions = 200;

    /// <summary>The policy that was in force.</summary>
    public string? Policy { get; init; }

    /// <summary>How many of each type were redacted.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    /// <summary>The first <see cref="MostRedactions"/> of them.</summary>
    public IReadOnlyList<Redaction> Redactions { get; init; } = [];

    /// <summary>Classes of content that were dropped: <c>input</c>, <c>output</c>, <c>system</c>, <c>tools</c>, or <c>bodies</c>.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>Classes of content that only owners are shown.</summary>
    public IReadOnlyList<string> Restricted { get; init; } = [];
}

/// <summary>One thing that was taken out of a body or a column.</summary>
/// <param name="Type">What it was, such as <c>email</c>.</param>
/// <param name="Place">Where: a JSON pointer behind <c>request</c> or <c>response</c>, such as <c>request/messages/0/content</c>, or a column's name.</param>
/// <param name="Start">Where what now stands in its place begins, in characters of that text.</param>
/// <param name="Length">How long that is; 0 when it was dropped.</param>
public sealed record Redaction(string Type, string Place, int Start, int Length);
