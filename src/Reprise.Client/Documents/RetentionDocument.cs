using Reprise.Retention;

namespace Reprise.Client.Documents;

/// <summary>How long interactions of a project are kept.</summary>
public sealed record RetentionDocument
{
    public string Project { get; init; } = "";

    /// <summary>What is in force: first for every kind, then for kinds of which something else is said.</summary>
    public IReadOnlyList<RetentionPolicyDocument> Policies { get; init; } = [];

    /// <summary>What was set at run time.</summary>
    public IReadOnlyList<RetentionSettingDocument> Settings { get; init; } = [];
}

/// <summary>What is in force for a kind, or for all; 0 is no limit.</summary>
public sealed record RetentionPolicyDocument
{
    /// <summary>Null for every kind that has no policy of its own.</summary>
    public string? Kind { get; init; }
    public required RetentionValueDocument Days { get; init; }
    public required RetentionValueDocument BodyDays { get; init; }
    public required RetentionValueDocument MaxInteractions { get; init; }
    public required RetentionValueDocument MaxBytes { get; init; }
}

/// <param name="Value">In force.</param>
/// <param name="Source">Who says so.</param>
public sealed record RetentionValueDocument(long Value, string Source);

/// <summary>What was set at run time.</summary>
public sealed record RetentionSettingDocument
{
    /// <summary><c>project</c> or <c>installation</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>Null for every kind.</summary>
    public string? Kind { get; init; }
    public required RetentionValues Values { get; init; }
}

/// <summary>A run of retention.</summary>
public sealed record RetentionRunRequest
{
    public bool DryRun { get; init; }

    /// <summary>One project; null for all.</summary>
    public string? Project { get; init; }
}
