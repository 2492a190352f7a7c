namespace Reprise.Cache.Tuning;

/// <summary>What a policy would bring at several accepted rates of wrong answers, from recent lookups.</summary>
public sealed record CacheTuning
{
    public required string Policy { get; init; }

    /// <summary>What the owner accepts now.</summary>
    public required double AcceptedWrongRate { get; init; }

    /// <summary>Recent lookups that were judged again, those of the very same request apart.</summary>
    public required int Sampled { get; init; }

    /// <summary>Of these, how many had anything near that no guard forbids.</summary>
    public required int Answerable { get; init; }

    /// <summary>One row for each rate, from the most careful on.</summary>
    public IReadOnlyList<TuningRow> Rows { get; init; } = [];
}

/// <param name="AcceptedWrongRate">A rate the owner could accept.</param>
/// <param name="RequiredProbability">How probable an answer must then be right.</param>
/// <param name="Hits">Sampled lookups that would be answered.</param>
/// <param name="HitRate">Their share of what was sampled; null where nothing was.</param>
/// <param name="ExpectedWrongRate">The share of these that would be wrong by the judge's measure; null where there are none.</param>
public sealed record TuningRow(double AcceptedWrongRate, double RequiredProbability, int Hits, double? HitRate, double? ExpectedWrongRate);
