using System.Text.Json;

namespace Reprise.Replay.Runs;

/// <summary>A run as the API tells of it.</summary>
public sealed record ReplayRunDocument
{
    public required string Id { get; init; }
    public required string Project { get; init; }

    /// <summary>Running; stopped, failed or interrupted, and to be resumed; out of budget; or done.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it is not going on; left out while it runs and when it is done.</summary>
    public string? Reason { get; init; }

    /// <summary>Somebody asked for it to stop, and calls under way are waited for.</summary>
    public bool? Stopping { get; init; }
    public string? Filter { get; init; }
    public DateTimeOffset? From { get; init; }

    /// <summary>Originals are older than this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The dataset, with its version.</summary>
    public string? Dataset { get; init; }
    public long? Limit { get; init; }
    public string? Prompt { get; init; }
    public string? System { get; init; }
    public string? Model { get; init; }
    public string? Provider { get; init; }
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>As they were given.</summary>
    public required IReadOnlyList<string> Evaluators { get; init; }
    public required int Concurrency { get; init; }
    public double? RatePerMinute { get; init; }
    public decimal? BudgetUsd { get; init; }
    public decimal? CostPerCallUsd { get; init; }

    /// <summary>Originals it selects.</summary>
    public required long Total { get; init; }

    /// <summary>Of them those with a replay, and those that cannot have one.</summary>
    public required long Done { get; init; }
    public required long Succeeded { get; init; }
    public required long Failed { get; init; }
    public required long Skipped { get; init; }
    public IReadOnlyDictionary<string, long>? SkippedBy { get; init; }

    /// <summary>Calls made again since the provider had refused them as too many.</summary>
    public required long Retried { get; init; }

    /// <summary>Replays and judges together, and what calls that were under way when a server died may have cost.</summary>
    public required decimal SpentUsd { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public static ReplayRunDocument Of(ReplayRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new ReplayRunDocument
        {
            Id = run.Id, Project = run.Project, State = run.State, Reason = run.Reason, Stopping = run is { StopRequested: true, State: RunState.Running } ? true : null,
            Filter = run.Source.Filter, From = run.Source.From, To = run.Source.To,
            Dataset = run.Source.Dataset is { } dataset ? FormattableString.Invariant($"{dataset}@{run.Source.DatasetVersion}") : null, Limit = run.Source.Limit,
            Prompt = run.Changes.Prompt, System = run.Changes.System, Model = run.Changes.Model, Provider = run.Changes.Provider, Parameters = run.Changes.Parameters.Count == 0 ? null : run.Changes.Parameters,
            Evaluators = run.Evaluators, Concurrency = run.Concurrency, RatePerMinute = run.RatePerMinute, BudgetUsd = run.BudgetUsd, CostPerCallUsd = run.CostPerCallUsd,
            Total = run.Total, Done = run.Counters.Done, Succeeded = run.Counters.Succeeded, Failed = run.Counters.Failed, Skipped = run.Counters.Skipped,
            SkippedBy = run.Counters.SkippedBy.Count == 0 ? null : run.Counters.SkippedBy, Retried = run.Counters.Retried, SpentUsd = run.Counters.SpentUsd, CreatedAt = run.CreatedAt, EndedAt = run.EndedAt,
        };
    }
}

/// <summary>Runs of a project, the latest first.</summary>
public sealed record ReplayRunListDocument
{
    public required IReadOnlyList<ReplayRunDocument> Items { get; init; }
}
