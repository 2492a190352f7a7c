using Reprise.Interactions;
using Reprise.Retention;

namespace Reprise.Server.Retention;

/// <summary>How long interactions of a project are kept.</summary>
internal sealed record RetentionDocument
{
    public required string Project { get; init; }

    /// <summary>What is in force: first for every kind, then for kinds of which something else is said.</summary>
    public required IReadOnlyList<RetentionPolicyDocument> Policies { get; init; }

    /// <summary>What was set at run time; the rest is configuration, or built in.</summary>
    public required IReadOnlyList<RetentionSettingDocument> Settings { get; init; }
}

/// <summary>What is in force for a kind, or for all; 0 is no limit.</summary>
internal sealed record RetentionPolicyDocument
{
    /// <summary>Left out for every kind that has no policy of its own.</summary>
    public string? Kind { get; init; }

    /// <summary>Days until an interaction goes.</summary>
    public required RetentionValueDocument Days { get; init; }

    /// <summary>Days until bodies, response headers and previews go; 0 is as long as the interaction.</summary>
    public required RetentionValueDocument BodyDays { get; init; }

    /// <summary>Most interactions; the oldest go first. Of a kind it counts that kind, beside the project's own limit.</summary>
    public required RetentionValueDocument MaxInteractions { get; init; }

    /// <summary>Most bytes of bodies, as they were recorded.</summary>
    public required RetentionValueDocument MaxBytes { get; init; }

    public static RetentionPolicyDocument Of(string? kind, RetentionRules rules) => new()
    {
        Kind = kind,
        Days = new(rules.Days.Value, rules.Days.Source),
        BodyDays = new(rules.BodyDays.Value, rules.BodyDays.Source),
        MaxInteractions = new(rules.MaxInteractions.Value, rules.MaxInteractions.Source),
        MaxBytes = new(rules.MaxBytes.Value, rules.MaxBytes.Source),
    };
}

/// <param name="Value">In force.</param>
/// <param name="Source">Who says so: the name of a configuration value, `setting of` a project, or `built in`.</param>
internal sealed record RetentionValueDocument(long Value, string Source);

/// <summary>What was set at run time for a project or the whole installation, and for a kind or all.</summary>
internal sealed record RetentionSettingDocument
{
    /// <summary>`project` or `installation`.</summary>
    public required string Scope { get; init; }

    /// <summary>Left out for every kind.</summary>
    public string? Kind { get; init; }
    public required RetentionValues Values { get; init; }

    public static RetentionSettingDocument Of(RetentionScope scope, RetentionValues values) => new()
    {
        Scope = scope.Project.Length == 0 ? "installation" : "project",
        Kind = scope.Kind is { } kind ? Words.Of(kind) : null,
        Values = values,
    };
}

/// <summary>A run of retention.</summary>
internal sealed record RetentionRunDocument
{
    /// <summary>Only say what would go.</summary>
    public bool DryRun { get; init; }

    /// <summary>One project; all that have anything on record when left out.</summary>
    public string? Project { get; init; }
}
