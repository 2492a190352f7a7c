namespace Reprise.Cache.Policies;

/// <summary>What may be answered from the cache, and how sure it must be. Immutable; a changed policy is a new one of the same name.</summary>
public sealed record CachePolicy
{
    /// <summary>1 to 64 of a–z, 0–9, <c>-</c>, <c>_</c>.</summary>
    public required string Name { get; init; }
    public CacheMode Mode { get; init; } = CacheMode.Serve;
    public CacheMatching Matching { get; init; } = CacheMatching.Semantic;

    /// <summary>The share of wrong answers among semantic hits that the owner accepts, 0 to 0.5. How sure a hit must be follows from it.</summary>
    public double AcceptedWrongRate { get; init; } = 0.01;

    /// <summary>No candidate below this is looked at, whatever its probability; −1 to 1.</summary>
    public double MinSimilarity { get; init; } = 0.8;

    /// <summary>Least quality of an answer after decay, 0 to 1.</summary>
    public double MinQuality { get; init; } = 0.7;

    /// <summary>What an answer counts for that nobody has judged.</summary>
    public double AssumedQuality { get; init; } = 0.7;

    /// <summary>Older answers are not given; null for no limit.</summary>
    public TimeSpan? MaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Quality is multiplied by <c>max(DecayFloor, 1 − age / DecayHorizon)</c>; null for no decay.</summary>
    public TimeSpan? DecayHorizon { get; init; }
    public double DecayFloor { get; init; } = 0.5;

    /// <summary>Requests with a higher temperature go upstream; one that names none counts as 1.</summary>
    public double MaxTemperature { get; init; } = 1;

    /// <summary>Whether reworded requests that offer tools may be answered too. The very same request always may.</summary>
    public bool SemanticWithTools { get; init; }

    /// <summary>Longer texts are matched letter for letter only; UTF-16 characters.</summary>
    public int MaxTextLength { get; init; } = 1000;

    /// <summary>Who shares answers.</summary>
    public CacheSharing Sharing { get; init; } = CacheSharing.Project;

    /// <summary>Share of hits that also go upstream to see whether they were right, 0 to 1.</summary>
    public double CheckRate { get; init; } = 0.02;

    /// <summary>Candidates looked at closely, 1 to 32.</summary>
    public int Candidates { get; init; } = 8;
}

public enum CacheMode
{
    /// <summary>Nothing is looked up and nothing kept.</summary>
    Off,

    /// <summary>Says on the record what it would have done, and serves nothing.</summary>
    Shadow,
    Serve,
}

public enum CacheMatching
{
    Exact,
    Semantic,
}

public enum CacheSharing
{
    Project,
    User,
    Session,
    Credential,
}
