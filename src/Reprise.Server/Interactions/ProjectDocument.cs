namespace Reprise.Server.Interactions;

/// <summary>A project and the time its record spans.</summary>
internal sealed record ProjectDocument
{
    public required string Name { get; init; }

    /// <summary>What somebody said it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Of its first interaction; left out where nothing is on record, or only facts that wait for theirs.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>Of its last interaction.</summary>
    public DateTimeOffset? Newest { get; init; }
}

/// <summary>All projects, as they were at one time.</summary>
internal sealed record ProjectListDocument
{
    public required IReadOnlyList<ProjectDocument> Items { get; init; }

    /// <summary>When the server was asked, by its clock.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Calls that still wait to be stored: newer ones, or, while the store is down, any.</summary>
    public required long Queued { get; init; }
}
