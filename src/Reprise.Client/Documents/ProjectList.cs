namespace Reprise.Client.Documents;

/// <summary>All projects, as they were at one time.</summary>
public sealed record ProjectList
{
    public IReadOnlyList<ProjectDocument> Items { get; init; } = [];

    /// <summary>When the server was asked, by its clock.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Calls that still waited to be stored.</summary>
    public long Queued { get; init; }
}

/// <summary>A project and the time its record spans.</summary>
public sealed record ProjectDocument
{
    public string Name { get; init; } = "";

    /// <summary>What somebody said it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Null where there are only facts that wait for their interactions.</summary>
    public DateTimeOffset? Oldest { get; init; }
    public DateTimeOffset? Newest { get; init; }
}
