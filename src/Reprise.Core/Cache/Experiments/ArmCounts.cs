namespace Reprise.Cache.Experiments;

/// <summary>
/// What one arm did, as sums: to be added up call by call, or taken from aggregates. Sums of squares may be left 0 where the store has none; the measures that need
/// them then say that there is not enough data.
/// </summary>
public sealed record ArmCounts
{
    /// <summary>Calls that were dealt to it: hits, misses and those its policy refused.</summary>
    public long Calls { get; init; }

    /// <summary>Exact and semantic ones.</summary>
    public long Hits { get; init; }

    /// <summary>The semantic ones of these, whose answers may be wrong.</summary>
    public long SemanticHits { get; init; }

    /// <summary>US dollars over all calls; a miss saves nothing.</summary>
    public double SavedCost { get; init; }

    /// <summary>Sum of the squares of what each call saved.</summary>
    public double SavedCostSquares { get; init; }

    /// <summary>Milliseconds over all calls with a known latency.</summary>
    public double Latency { get; init; }
    public double LatencySquares { get; init; }

    /// <summary>Calls with a known latency.</summary>
    public long LatencyCalls { get; init; }

    /// <summary>Semantic hits that were checked.</summary>
    public long Checks { get; init; }

    /// <summary>Of them wrong.</summary>
    public long Wrong { get; init; }

    /// <summary>How calls of one user, session or question go together; null when every call counts as independent.</summary>
    public ClusterCounts? Clusters { get; init; }

    /// <summary>With one call more.</summary>
    public ArmCounts With(bool isHit, double savedCost, double? latency, bool isSemantic = false) => this with
    {
        Calls = Calls + 1,
        Hits = Hits + (isHit ? 1 : 0),
        SemanticHits = SemanticHits + (isSemantic ? 1 : 0),
        SavedCost = SavedCost + savedCost,
        SavedCostSquares = SavedCostSquares + savedCost * savedCost,
        Latency = Latency + (latency ?? 0),
        LatencySquares = LatencySquares + (latency ?? 0) * (latency ?? 0),
        LatencyCalls = LatencyCalls + (latency is null ? 0 : 1),
    };

    /// <summary>With one check more.</summary>
    public ArmCounts WithCheck(bool isCorrect) => this with { Checks = Checks + 1, Wrong = Wrong + (isCorrect ? 0 : 1) };
}

/// <summary>
/// Sums over the units that were dealt out. A user who asks the same a thousand times is a thousand calls and one piece of evidence: from these sums follows how
/// many independent calls the calls are worth.
/// </summary>
/// <param name="Units">Users, sessions or questions.</param>
/// <param name="CallsSquares">Sum over units of the square of its calls.</param>
/// <param name="HitsSquares">Sum over units of the square of its hits.</param>
/// <param name="CallsTimesHits">Sum over units of calls × hits.</param>
public sealed record ClusterCounts(long Units, double CallsSquares, double HitsSquares, double CallsTimesHits)
{
    public static ClusterCounts None { get; } = new(0, 0, 0, 0);

    /// <summary>With one unit more.</summary>
    public ClusterCounts With(long calls, long hits) =>
        new(Units + 1, CallsSquares + (double)calls * calls, HitsSquares + (double)hits * hits, CallsTimesHits + (double)calls * hits);
}
