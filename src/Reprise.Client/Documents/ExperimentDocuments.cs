namespace Reprise.Client.Documents;

public sealed record ExperimentList(IReadOnlyList<ExperimentView> Items);

/// <summary>Two policies side by side on the same traffic.</summary>
public sealed record ExperimentView
{
    public required string Name { get; init; }
    public required string PolicyA { get; init; }
    public required string PolicyB { get; init; }
    public double ShareA { get; init; }

    /// <summary>What stays together: <c>question</c>, <c>user</c> or <c>session</c>.</summary>
    public required string Unit { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Only where one experiment was asked for.</summary>
    public ExperimentResultView? Result { get; init; }
}

/// <summary>What an experiment has shown so far.</summary>
public sealed record ExperimentResultView
{
    /// <summary><c>a better</c>, <c>b better</c>, <c>no difference shown</c> or <c>not enough data</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The measure that decided it; null when none did.</summary>
    public string? DecidedBy { get; init; }
    public long CallsA { get; init; }
    public long CallsB { get; init; }

    /// <summary>Whether there were more calls than were read.</summary>
    public bool Truncated { get; init; }
    public IReadOnlyList<ExperimentMeasureView> Measures { get; init; } = [];
}

/// <summary>One measure of both policies; the true difference lies between the bounds with 95 % confidence.</summary>
public sealed record ExperimentMeasureView
{
    public required string Measure { get; init; }
    public double? A { get; init; }
    public double? B { get; init; }

    /// <summary>A − B.</summary>
    public double? Difference { get; init; }
    public double? Lower { get; init; }
    public double? Upper { get; init; }
    public required string Verdict { get; init; }
}
