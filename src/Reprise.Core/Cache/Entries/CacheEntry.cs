using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Cache.Entries;

/// <summary>A question that has an answer on record. The answer itself stays where it is: in the interaction.</summary>
public sealed record CacheEntry
{
    /// <summary>Given when it is added; never given again. The vector has the same number.</summary>
    public long Number { get; init; }
    public required string Project { get; init; }
    public required string Policy { get; init; }

    /// <summary>Of the policy when the answer was kept; under a later one nobody finds it.</summary>
    public long Generation { get; init; }

    /// <summary>The interaction that holds the answer.</summary>
    public required InteractionId Source { get; init; }

    /// <summary>When that interaction began, UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }
    public required PartitionKey Partition { get; init; }
    public required PartitionKey Exact { get; init; }

    /// <summary>The text that may be reworded; null for an entry only the very same request finds.</summary>
    public string? Text { get; init; }

    /// <summary>Its latest quality score; null when nobody has judged it.</summary>
    public double? Quality { get; init; }

    /// <summary>Stays whatever its age, and wins over all others.</summary>
    public bool IsPinned { get; init; }

    /// <summary>When it ends, where the request or the answer set a time sooner than the policy's limit; null where none did.</summary>
    public DateTimeOffset? Expires { get; init; }
}
