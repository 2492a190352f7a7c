using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Retention;

/// <summary>Deletes what a person selects, unless it is held.</summary>
public sealed class Deletion
{
    private readonly IInteractionStore _store;
    private readonly ISettingsStore _settings;
    private readonly Holds _holds;
    private readonly RemovalSteps _steps;
    private readonly TimeProvider _time;

    public Deletion(IInteractionStore store, ISettingsStore settings, Holds holds, RetentionOptions options, TimeProvider time)
    {
        (_store, _settings, _holds, _time) = (store, settings, holds, time);
        // A person waits for it, so it rests as long as it works; recording still goes on.
        _steps = new RemovalSteps(store, holds, new RetentionOptions { StepSize = options.StepSize, Share = Math.Max(options.Share, 0.5) }, time);
    }

    /// <summary>Deletes in small steps. On cancellation what went is gone, and the audit log says how many.</summary>
    /// <param name="selection">Project, filter and range; the rest does not count.</param>
    /// <param name="dryRun">Only say what would go.</param>
    /// <param name="leaveHeld">Leave out what is held instead of refusing all.</param>
    /// <param name="actor">Who.</param>
    /// <param name="mayGoOn">Asked before each step; when it says no, the deletion ends there and says that it is not complete.</param>
    /// <param name="cancellationToken">Ends it between steps.</param>
    public async Task<DeletionResult> RunAsync(
        InteractionQuery selection, bool dryRun, bool leaveHeld, string actor, Func<CancellationToken, Task<bool>> mayGoOn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(mayGoOn);
        var held = new List<HeldCount>();
        var placed = await _holds.ListAsync(selection.Project, cancellationToken).ConfigureAwait(false);
        foreach (var hold in placed)
        {
            var touched = (await SumAsync(selection, new AndFilter([selection.Filter, hold.Selection]), cancellationToken).ConfigureAwait(false)).Count;
            if (touched > 0) held.Add(new HeldCount(hold.Name, touched));
        }

        var all = held.Count == 0 ? 0 : (await SumAsync(selection, new AndFilter([selection.Filter, Holds.HeldBy(placed)]), cancellationToken).ConfigureAwait(false)).Count;
        var free = await SumAsync(selection, Holds.Free(selection.Filter, placed), cancellationToken).ConfigureAwait(false);
        // What was counted is what is meant: a project that goes on recording must not be chased to its end.
        if (free.Count > 0) selection = selection with { To = free.LastTimestamp.AddMilliseconds(1) };
        var result = new DeletionResult
        {
            DryRun = dryRun, Interactions = free.Count, Bytes = free.Bytes, Held = all, Holds = held, Complete = true, IsRefused = held.Count > 0 && !leaveHeld,
            Q = FilterText.Of(selection.Filter), From = selection.From, To = selection.To,
        };
        if (dryRun || result.IsRefused || free.Count == 0) return result;

        var begin = Details(selection) with { Interactions = free.Count, Held = all };
        await AppendAsync(selection.Project, actor, "interactions.delete_begin", begin, cancellationToken).ConfigureAwait(false);
        var removed = new Removed(0, 0, IsWhole: false);
        try
        {
            removed = await _steps.RunAsync(
                new Removal { Project = selection.Project, Filter = selection.Filter, From = selection.From, To = selection.To, Reason = selection.Reason ?? "deletion", Actor = actor },
                mayGoOn,
                progress => Task.FromResult(removed = progress with { IsWhole = false }),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            var end = begin with { Interactions = removed.Interactions, Bytes = removed.Bytes, Interrupted = removed.IsWhole ? null : true };
            await AppendAsync(selection.Project, actor, "interactions.delete", end, CancellationToken.None).ConfigureAwait(false);
        }

        return result with { Interactions = removed.Interactions, Bytes = removed.Bytes, Complete = removed.IsWhole };
    }

    private static AuditDetails Details(InteractionQuery selection) => new() { Filter = FilterText.Of(selection.Filter), From = selection.From, Before = selection.To };

    private Task AppendAsync(string project, string actor, string action, AuditDetails details, CancellationToken cancellationToken) =>
        _settings.AppendAuditAsync([Audit.Entry(_time, project, actor, action, null, details)], cancellationToken);

    private async Task<AggregateRow> SumAsync(InteractionQuery selection, Filter filter, CancellationToken cancellationToken)
    {
        var query = new AggregateQuery { Project = selection.Project, Filter = filter, From = selection.From, To = selection.To };
        return (await _store.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).Rows is [var row, ..] ? row : new AggregateRow();
    }
}
