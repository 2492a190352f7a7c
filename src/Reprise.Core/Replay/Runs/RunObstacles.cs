namespace Reprise.Replay.Runs;

/// <summary>What stands in the way of a run, beside <see cref="ReplayObstacles"/>.</summary>
public static class RunObstacles
{
    /// <summary>There is a budget, and nobody knows what the call costs.</summary>
    public const string UnknownPrice = "unknown_price";

    /// <summary>The gateway did not take the call.</summary>
    public const string CallRefused = "call_refused";

    /// <summary>The filter or the dataset selects nothing.</summary>
    public const string NothingSelected = "nothing_selected";

    /// <summary>The project has a run under way.</summary>
    public const string RunRunning = "run_running";

    /// <summary>The server has as many runs under way as it may.</summary>
    public const string TooManyRuns = "too_many_runs";

    /// <summary>The dataset of the run was removed.</summary>
    public const string DatasetGone = "dataset_gone";

    /// <summary>It is not under way.</summary>
    public const string RunNotRunning = "run_not_running";
}
