using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Retention;

/// <summary>
/// Applies the policies in force: what is too old goes, then the oldest of what is too many or too large, then bodies that are to go before their columns. A
/// run that ends early, however it does, is gone on with by the next one. Not for use by two at the same time.
/// </summary>
public sealed class RetentionRun
{
    private readonly IInteractionStore _store;
    private readonly ISettingsStore _settings;
    private readonly RetentionPolicies _policies;
    private readonly Holds _holds;
    private readonly RemovalSteps _steps;
    private readonly TimeProvider _time;

    public RetentionRun(IInteractionStore store, ISettingsStore settings, RetentionPolicies policies, Holds holds, RetentionOptions options, TimeProvider time)
    {
        (_store, _settings, _policies, _holds, _time) = (store, settings, policies, holds, time);
        _steps = new RemovalSteps(store, holds, options, time);
    }

    /// <summary>Runs to the end.</summary>
    /// <param name="project">One project; null for all that have anything on record.</param>
    /// <param name="dryRun">Only say what would go.</param>
    /// <param name="actor">Who wants it, for the audit log.</param>
    /// <param name="mayGoOn">Asked before each step; when it says no, the run ends there.</param>
    /// <param name="cancellationToken">Ends it between steps or in one.</param>
    public async Task<RetentionReport> RunAsync(string? project, bool dryRun, string actor, Func<CancellationToken, Task<bool>> mayGoOn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mayGoOn);
        IReadOnlyList<string> projects = project is null ? await _store.ProjectsAsync(cancellationToken).ConfigureAwait(false) : [project];
        var lines = new List<RetentionLine>();
        foreach (var one in projects)
        {
            var policy = await _policies.FindAsync(one, cancellationToken).ConfigureAwait(false);
            var run = new ProjectRetention(_store, _settings, _holds, _steps, _time, policy, dryRun, actor, mayGoOn);
            var isWhole = await run.RunAsync(cancellationToken).ConfigureAwait(false);
            lines.AddRange(run.Lines);
            if (!isWhole) return new RetentionReport { DryRun = dryRun, Complete = false, Lines = lines };
        }

        return new RetentionReport { DryRun = dryRun, Complete = true, Lines = lines };
    }
}
