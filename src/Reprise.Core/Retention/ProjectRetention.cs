using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Retention;

/// <summary>One run over one project, rule by rule. A dry run removes nothing, and leaves what it would have removed out of what it counts next.</summary>
internal sealed class ProjectRetention(
    IInteractionStore store,
    ISettingsStore settings,
    Holds holds,
    RemovalSteps steps,
    TimeProvider time,
    RetentionPolicy policy,
    bool dryRun,
    string actor,
    Func<CancellationToken, Task<bool>> mayGoOn)
{
    // Steps after which the mark of dropped bodies is moved: often enough that a run that was ended has little to look at again.
    private const int StepsPerMark = 100;

    private readonly DateTimeOffset _now = SettingRules.Kept(time.GetUtcNow());
    private readonly List<RetentionLine> _lines = [];
    private readonly List<Filter> _wouldBeGone = [];
    private bool _hasBegun;

    public IReadOnlyList<RetentionLine> Lines => _lines;

    /// <summary>False when it was told to stop.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        // 1. What is too old.
        foreach (var group in policy.GroupBy(static rules => rules.Days))
            if (!await RemoveOldAsync(group, cancellationToken).ConfigureAwait(false)) return false;

        // 2. What is too many or too large: of single kinds first, since that makes the project smaller too.
        foreach (var kind in policy.Kinds)
            if (!await LimitAsync(Words.Of(kind.Kind), RetentionPolicy.AnyOf(kind.Kind), kind.Rules, cancellationToken).ConfigureAwait(false)) return false;
        if (!await LimitAsync("all", Filter.All, policy.All, cancellationToken).ConfigureAwait(false)) return false;

        // 3. Bodies of what stays.
        foreach (var group in policy.GroupBy(static rules => (rules.Days, rules.BodyDays)))
            if (!await DropBodiesAsync(group, cancellationToken).ConfigureAwait(false)) return false;
        return true;
    }

    private async Task<bool> RemoveOldAsync(KindGroup<Sourced<int>> group, CancellationToken cancellationToken)
    {
        if (group.Value.Value == 0) return true;
        var before = _now.AddDays(-group.Value.Value);
        var line = new RetentionLine { Project = policy.Project, Rule = RetentionLine.Days, Kinds = group.Name, Limit = group.Value.Value, Source = group.Value.Source, Before = before };
        var held = await holds.ListAsync(policy.Project, cancellationToken).ConfigureAwait(false);
        line = line with { Held = held.Count == 0 ? 0 : (await SumAsync(new AndFilter([group.Filter, Holds.HeldBy(held)]), null, before, cancellationToken).ConfigureAwait(false)).Count };
        var free = Holds.Free(group.Filter, held);
        var expected = await SumAsync(free, null, before, cancellationToken).ConfigureAwait(false);
        if (expected.Count == 0 || dryRun)
        {
            _lines.Add(line with { Interactions = expected.Count, Bytes = expected.Bytes });
            _wouldBeGone.Add(new AndFilter([free, new FieldFilter(FilterFields.Timestamp, FilterOperator.Less, before)]));
            return true;
        }

        return await RemoveAsync(line, new Removal { Project = policy.Project, Reason = "retention", Actor = actor, Filter = group.Filter, To = before }, null, cancellationToken).ConfigureAwait(false) is { IsWhole: true };
    }

    private async Task<bool> LimitAsync(string kinds, Filter filter, RetentionRules rules, CancellationToken cancellationToken)
    {
        if (rules.MaxInteractions.Value > 0)
        {
            async Task<long> CountExcessAsync(CancellationToken cancellation) => (await SumAsync(filter, null, null, cancellation).ConfigureAwait(false)).Count - rules.MaxInteractions.Value;
            var excess = await CountExcessAsync(cancellationToken).ConfigureAwait(false);
            var line = new RetentionLine { Project = policy.Project, Rule = RetentionLine.MaxInteractions, Kinds = kinds, Limit = rules.MaxInteractions.Value, Source = rules.MaxInteractions.Source };
            if (!await RemoveExcessAsync(line, excess, new Removal { Project = policy.Project, Reason = "retention", Actor = actor, Filter = filter, MostInteractions = excess, Recount = CountExcessAsync }, cancellationToken).ConfigureAwait(false)) return false;
        }

        if (rules.MaxBytes.Value > 0)
        {
            async Task<long> CountExcessAsync(CancellationToken cancellation) => (await SumAsync(filter, null, null, cancellation).ConfigureAwait(false)).Bytes - rules.MaxBytes.Value;
            var excess = await CountExcessAsync(cancellationToken).ConfigureAwait(false);
            var line = new RetentionLine { Project = policy.Project, Rule = RetentionLine.MaxBytes, Kinds = kinds, Limit = rules.MaxBytes.Value, Source = rules.MaxBytes.Source };
            if (!await RemoveExcessAsync(line, excess, new Removal { Project = policy.Project, Reason = "retention", Actor = actor, Filter = filter, EnoughBytes = excess, Recount = CountExcessAsync }, cancellationToken).ConfigureAwait(false)) return false;
        }

        return true;
    }

    private async Task<bool> RemoveExcessAsync(RetentionLine line, long excess, Removal removal, CancellationToken cancellationToken)
    {
        if (excess > 0) return await RemoveAsync(line, removal, null, cancellationToken).ConfigureAwait(false) is { IsWhole: true };
        _lines.Add(line);
        return true;
    }

    private async Task<bool> DropBodiesAsync(KindGroup<(Sourced<int> Days, Sourced<int> BodyDays)> group, CancellationToken cancellationToken)
    {
        var (days, bodyDays) = group.Value;
        if (bodyDays.Value == 0 || (days.Value > 0 && days.Value <= bodyDays.Value)) return true;
        var before = _now.AddDays(-bodyDays.Value);
        var held = await holds.ListAsync(policy.Project, cancellationToken).ConfigureAwait(false);
        var heldText = BodyMark.TextOf(held);
        var known = await BodyMark.FindAsync(settings, policy.Project, group.Name, heldText, _now, cancellationToken).ConfigureAwait(false);
        var mark = known ?? new BodyMark(DateTimeOffset.UnixEpoch, heldText, _now);
        var line = new RetentionLine { Project = policy.Project, Rule = RetentionLine.BodyDays, Kinds = group.Name, Limit = bodyDays.Value, Source = bodyDays.Source, Before = before };
        var oldest = days.Value > 0 ? _now.AddDays(-days.Value) : DateTimeOffset.UnixEpoch;
        line = line with { Held = held.Count == 0 ? 0 : (await SumAsync(new AndFilter([group.Filter, Holds.HeldBy(held)]), oldest, before, cancellationToken).ConfigureAwait(false)).Count };
        var removal = new Removal { Project = policy.Project, Reason = "retention", Actor = actor, Filter = group.Filter, From = mark.Until > oldest ? mark.Until : oldest, To = before, BodiesOnly = true };
        var stepCount = 0;
        DateTimeOffset? done = null;
        try
        {
            var removed = await RemoveAsync(line, removal, MoveMarkAsync, cancellationToken).ConfigureAwait(false);
            if (removed.IsWhole) done = before;
            return removed.IsWhole;
        }
        finally
        {
            // Also when it was ended: the next run must not begin where this one did, or several short ones never come to an end.
            if (!dryRun && done is { } until) await (mark with { Until = until }).PutAsync(settings, policy.Project, group.Name, CancellationToken.None).ConfigureAwait(false);
        }

        async Task MoveMarkAsync(Removed progress)
        {
            done = progress.Last ?? done;
            if (!dryRun && ++stepCount % StepsPerMark == 0 && done is { } last)
                await (mark with { Until = last }).PutAsync(settings, policy.Project, group.Name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes, and says on the audit log that it begins to and what went, also when it is ended on the way.</summary>
    private async Task<Removed> RemoveAsync(RetentionLine line, Removal removal, Func<Removed, Task>? afterStep, CancellationToken cancellationToken)
    {
        var removed = new Removed(0, 0, IsWhole: false);
        try
        {
            removal = removal with { DryRun = dryRun, Filter = _wouldBeGone.Count == 0 ? removal.Filter : new AndFilter([removal.Filter, NotGone]) };
            return removed = await steps.RunAsync(removal, MayGoOnAsync, Note, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _lines.Add(line with { Interactions = removed.Interactions, Bytes = removed.Bytes });
            if (dryRun) _wouldBeGone.Add(removal.BodiesOnly ? new OrFilter([]) : removed.Selection);
            // Also when it was cancelled: what went must be said.
            else if (removed.Interactions > 0) await AppendAsync($"retention.{(removal.BodiesOnly ? "drop_bodies" : "delete")}", DetailsOf(line, removed), CancellationToken.None).ConfigureAwait(false);
        }

        Task Note(Removed progress)
        {
            removed = progress with { IsWhole = false };
            return afterStep?.Invoke(progress) ?? Task.CompletedTask;
        }

        async Task<bool> MayGoOnAsync(CancellationToken cancellation)
        {
            if (!await mayGoOn(cancellation).ConfigureAwait(false)) return false;
            if (dryRun || _hasBegun) return true;
            // Before the first thing goes, so that even a process that is killed has said what it was about to do.
            await AppendAsync("retention.begin", null, cancellation).ConfigureAwait(false);
            return _hasBegun = true;
        }
    }

    private NotFilter NotGone => new(new OrFilter([.. _wouldBeGone]));

    private async Task<AggregateRow> SumAsync(Filter filter, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        var query = new AggregateQuery { Project = policy.Project, Filter = _wouldBeGone.Count == 0 ? filter : new AndFilter([filter, NotGone]), From = from, To = to };
        return (await store.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).Rows is [var row, ..] ? row : new AggregateRow();
    }

    private static AuditDetails DetailsOf(RetentionLine line, Removed removed) => new()
    {
        Rule = line.Rule,
        Kinds = line.Kinds,
        Limit = line.Limit,
        Before = line.Before ?? removed.Last,
        Interactions = removed.Interactions,
        Bytes = removed.Bytes,
        Held = line.Held,
        Interrupted = removed.IsWhole ? null : true,
    };

    private Task AppendAsync(string action, AuditDetails? details, CancellationToken cancellationToken) =>
        settings.AppendAuditAsync([Audit.Entry(time, policy.Project, actor, action, null, details)], cancellationToken);
}
