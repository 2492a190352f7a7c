namespace Reprise.Client;

/// <summary>Which interactions, and in which order.</summary>
public sealed record InteractionSearch
{
    /// <summary>In the filter language; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Oldest first instead of newest first.</summary>
    public bool Ascending { get; init; }

    /// <summary>Rows a page; the server allows up to 1000.</summary>
    public int PageSize { get; init; } = 100;
}
