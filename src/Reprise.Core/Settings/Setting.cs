namespace Reprise.Settings;

/// <summary>One thing people decided.</summary>
public sealed record Setting
{
    /// <summary>The project it belongs to; empty for the whole installation.</summary>
    public required string Project { get; init; }

    /// <summary>What it is, such as <c>hold</c> or <c>view</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name among its kind.</summary>
    public required string Key { get; init; }

    /// <summary>A JSON value as text.</summary>
    public required string Value { get; init; }

    /// <summary>Grows with each change, from 1; given by the store.</summary>
    public long Version { get; init; }

    /// <summary>When it was last written; given by the store.</summary>
    public DateTimeOffset ChangedAt { get; init; }
}

/// <param name="Project">The project, or empty.</param>
/// <param name="Kind">The kind; empty says that anything may have changed.</param>
/// <param name="Key">The key.</param>
public readonly record struct SettingChange(string Project, string Kind, string Key);
