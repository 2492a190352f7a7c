namespace Reprise.Client;

/// <summary>Which answers are compared, and between which groups.</summary>
public sealed record BiasSearch
{
    /// <summary>In the filter language; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>A field to group by, such as <c>labels.topic</c>.</summary>
    public string? By { get; init; }

    /// <summary>Groups by words of the request, such as <c>women:she,her;men:he,his</c>.</summary>
    public string? Terms { get; init; }

    /// <summary>Words to count beside the lists that are built in, with commas between them.</summary>
    public string? Words { get; init; }
}
