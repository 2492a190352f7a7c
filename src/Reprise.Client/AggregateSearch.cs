namespace Reprise.Client;

/// <summary>What to count, and by what.</summary>
public sealed record AggregateSearch
{
    /// <summary>In the filter language; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Width of a time bucket in the server's words, such as <c>1h</c>; null for none.</summary>
    public string? Bucket { get; init; }

    /// <summary>Up to two fields that can be grouped by.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    public int? Limit { get; init; }
}
