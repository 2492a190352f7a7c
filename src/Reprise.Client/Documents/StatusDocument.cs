namespace Reprise.Client.Documents;

/// <summary>How the server is.</summary>
public sealed record StatusDocument
{
    public string? Version { get; init; }
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Names the data folder, for as long as it is there.</summary>
    public string? FolderId { get; init; }

    /// <summary>Names this run of the server.</summary>
    public string? InstanceId { get; init; }
    public StoreStatusDocument? Store { get; init; }
    public CaptureStatusDocument? Capture { get; init; }
    public IReadOnlyList<ProviderStatusDocument>? Providers { get; init; }
    public PricesStatusDocument? Prices { get; init; }
}

public sealed record StoreStatusDocument
{
    public string? Engine { get; init; }
    public bool Healthy { get; init; }

    /// <summary>What is wrong, in words a person can act on.</summary>
    public string? Message { get; init; }
}

/// <summary>Counts since the server started.</summary>
public sealed record CaptureStatusDocument
{
    public long Received { get; init; }
    public long Stored { get; init; }
    public long Queued { get; init; }

    /// <summary>Lost: neither journal nor store could take them.</summary>
    public long Dropped { get; init; }
    public long Failed { get; init; }
    public long JournalBytes { get; init; }
    public bool JournalHealthy { get; init; }
    public string? LastError { get; init; }
}

public sealed record ProviderStatusDocument
{
    public string? Name { get; init; }
    public string? BaseUrl { get; init; }
    public string? Dialect { get; init; }
}

public sealed record PricesStatusDocument
{
    public string? Version { get; init; }
    public long Models { get; init; }
}
