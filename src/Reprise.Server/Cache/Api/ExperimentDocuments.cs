using Reprise.Cache.Experiments;

namespace Reprise.Server.Cache.Api;

/// <summary>Experiments, the latest first.</summary>
internal sealed record ExperimentListDocument
{
    public required IReadOnlyList<ExperimentDocument> Items { get; init; }
}

/// <summary>Two policies side by side on the same traffic.</summary>
internal sealed record ExperimentDocument
{
    public required string Name { get; init; }
    public required string PolicyA { get; init; }
    public required string PolicyB { get; init; }

    /// <summary>Share of traffic that gets policy a.</summary>
    public required double ShareA { get; init; }

    /// <summary>What stays together: `question`, `user` or `session`.</summary>
    public required string Unit { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Left out while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Only where one experiment is asked for.</summary>
    public ExperimentResultDocument? Result { get; init; }

    public static ExperimentDocument Of(CacheExperiment experiment) => new()
    {
        Name = experiment.Name, PolicyA = experiment.PolicyA, PolicyB = experiment.PolicyB, ShareA = experiment.ShareA, Unit = ExperimentValues.Of(experiment.Unit),
        StartedAt = experiment.StartedAt, EndedAt = experiment.EndedAt,
    };
}

/// <summary>What an experiment has shown so far.</summary>
internal sealed record ExperimentResultDocument
{
    /// <summary>`a better`, `b better`, `no difference shown` or `not enough data`.</summary>
    public required string Verdict { get; init; }

    /// <summary>The measure that decided it; left out when none did.</summary>
    public string? DecidedBy { get; init; }
    public required long CallsA { get; init; }
    public required long CallsB { get; init; }

    /// <summary>Whether there were more calls than were read.</summary>
    public required bool Truncated { get; init; }
    public required IReadOnlyList<ExperimentMeasureDocument> Measures { get; init; }

    public static ExperimentResultDocument Of(ArmCounts a, ArmCounts b, ExperimentResult result, bool truncated) => new()
    {
        Verdict = ExperimentWords.Of(result.Verdict),
        DecidedBy = result.DecidedBy is { } measure ? ExperimentWords.Of(measure) : null,
        CallsA = a.Calls,
        CallsB = b.Calls,
        Truncated = truncated,
        Measures = [.. result.Measures.Select(static measure => new ExperimentMeasureDocument
        {
            Measure = ExperimentWords.Of(measure.Measure), A = measure.A, B = measure.B, Difference = measure.Difference, Lower = measure.Lower, Upper = measure.Upper,
            Verdict = ExperimentWords.Of(measure.Verdict),
        })],
    };
}

/// <summary>One measure of both policies.</summary>
internal sealed record ExperimentMeasureDocument
{
    /// <summary>`hit_rate`, `saved_cost_usd` (a call), `latency_ms` (a call) or `false_hits` (share of checked hits).</summary>
    public required string Measure { get; init; }
    public double? A { get; init; }
    public double? B { get; init; }

    /// <summary>A − B.</summary>
    public double? Difference { get; init; }

    /// <summary>The difference is not below this: with 98.75 % confidence, so that all four measures are right with 95 %.</summary>
    public double? Lower { get; init; }

    /// <summary>Nor above this.</summary>
    public double? Upper { get; init; }
    public required string Verdict { get; init; }
}
