using System.Text.Json.Serialization;

namespace Reprise.Replay.Runs;

/// <summary>
/// Many recorded calls replayed with the same changes. What was asked for and how far it is; what came out of it is on the record, as replays that name the run.
/// </summary>
public sealed record ReplayRun
{
    /// <summary>The kind of settings that hold a run; the key is its id.</summary>
    public const string SettingKind = "replay.run";

    /// <summary>Such as <c>run-20260303-120000-k7f3</c>: later ones sort later.</summary>
    public required string Id { get; init; }
    public required string Project { get; init; }
    public required RunState State { get; init; }

    /// <summary>Why it is not going on, for people; null while it runs and when it is done.</summary>
    public string? Reason { get; init; }
    public required RunSource Source { get; init; }
    public ReplayChanges Changes { get; init; } = ReplayChanges.None;

    /// <summary>As written, see <see cref="Evaluation.EvaluatorSpec"/>.</summary>
    public IReadOnlyList<string> Evaluators { get; init; } = [];

    /// <summary>What the evaluators are called, in their order.</summary>
    public IReadOnlyList<RunMeasure> Measures { get; init; } = [];

    /// <summary>Calls under way at once, 1 to <see cref="RunLimits.MostConcurrency"/>.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Calls started a minute at most; null for as fast as they are answered.</summary>
    public double? RatePerMinute { get; init; }

    /// <summary>US dollars to spend at most, replays and judges together; null for no bound.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>What to reckon for a call whose price is not known.</summary>
    public decimal? CostPerCallUsd { get; init; }

    /// <summary>Originals it selects, as counted when it began.</summary>
    public long Total { get; init; }
    public RunCounters Counters { get; init; } = RunCounters.None;

    /// <summary>Failures before this time are replayed again; null when none are.</summary>
    public DateTimeOffset? RetryBefore { get; init; }

    /// <summary>What calls that were under way when a server died may have cost without coming on record.</summary>
    public decimal PresumedUsd { get; init; }

    /// <summary>The server that runs it, see <see cref="RunOwner"/>.</summary>
    public string Owner { get; init; } = "";

    /// <summary>When the owner last said that it is alive.</summary>
    public DateTimeOffset HeartbeatAt { get; init; }

    /// <summary>Somebody asked its owner to stop it.</summary>
    public bool StopRequested { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Of the setting; 0 before it is kept.</summary>
    [JsonIgnore]
    public long Version { get; init; }
}

/// <summary>Which originals, fixed when the run begins: what is recorded later, its own replays first of all, never joins.</summary>
public sealed record RunSource
{
    /// <summary>In the filter language; relative times count from when the run began. Null for all, and for a dataset.</summary>
    public string? Filter { get; init; }
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time: when the run began, or earlier.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Instead of a filter: a dataset, at one version.</summary>
    public string? Dataset { get; init; }
    public int? DatasetVersion { get; init; }

    /// <summary>The oldest so many only.</summary>
    public long? Limit { get; init; }
}

/// <param name="Name">Of its scores.</param>
/// <param name="Author">Of the facts they become.</param>
/// <param name="IsPairwise">Whether it prefers one of the two answers (above 0.5 the replay's), and says not how good each is or how like the other.</param>
public sealed record RunMeasure(string Name, string Author, bool IsPairwise);

/// <summary>How far a run is. For people who look on; what counts in the end is counted over the record.</summary>
public sealed record RunCounters
{
    public static RunCounters None { get; } = new();

    /// <summary>Originals that have their replay, or cannot have one.</summary>
    public long Done => Succeeded + Failed + Skipped;
    public long Succeeded { get; init; }
    public long Failed { get; init; }

    /// <summary>Originals that cannot be replayed.</summary>
    public long Skipped { get; init; }

    /// <summary>Why, by the codes of <see cref="ReplayObstacles"/> and some more.</summary>
    public IReadOnlyDictionary<string, long> SkippedBy { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Calls made again since the provider had said that there were too many.</summary>
    public long Retried { get; init; }

    /// <summary>US dollars, replays and judges together.</summary>
    public decimal SpentUsd { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<RunState>))]
public enum RunState
{
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Somebody stopped it.</summary>
    [JsonStringEnumMemberName("stopped")] Stopped,
    [JsonStringEnumMemberName("budget_reached")] BudgetReached,
    [JsonStringEnumMemberName("done")] Done,

    /// <summary>It could not go on; the reason says why.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Its server ended or died while it ran.</summary>
    [JsonStringEnumMemberName("interrupted")] Interrupted,
}
