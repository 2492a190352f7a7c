using System.Globalization;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Transfer.Migration;

/// <summary>What a comparison of two stores looks at.</summary>
public enum MigrationCheckDepth
{
    /// <summary>Counts, sums and times of each project and hour.</summary>
    Counts,

    /// <summary>Also every record of some hours, spread over the whole.</summary>
    Sample,

    /// <summary>Also every record.</summary>
    All,
}

/// <param name="Hours">Hours whose counts were compared.</param>
/// <param name="Records">Records that were read back from both and compared.</param>
/// <param name="Differences">What differs, in words without content; the first hundred.</param>
public sealed record MigrationCheckResult(long Hours, long Records, IReadOnlyList<string> Differences);

/// <summary>Compares two stores: what the source has, the target must have too, equal in every column, byte and fact.</summary>
/// <param name="from">What was copied.</param>
/// <param name="to">What it was copied to.</param>
/// <param name="toHoldsMore">Whether the target held records before: then counts may differ, and only what is missing counts.</param>
public sealed class MigrationCheck(IInteractionStore from, IInteractionStore to, bool toHoldsMore)
{
    private const int MostDifferences = 100;
    private const int SampleHours = 48;
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>Hours in one question, below the most rows an aggregate answers.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromHours(AggregateQuery.MaxGroups - 1);

    private readonly List<string> _differences = [];
    private long _hours;
    private long _records;

    /// <param name="depth">How much to look at.</param>
    /// <param name="progress">Gets the records compared so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<MigrationCheckResult> RunAsync(MigrationCheckDepth depth, Action<long> progress, CancellationToken cancellationToken)
    {
        foreach (var project in await from.ProjectsAsync(cancellationToken).ConfigureAwait(false))
        {
            var hours = await CompareHoursAsync(project, cancellationToken).ConfigureAwait(false);
            if (depth == MigrationCheckDepth.All) await CompareRecordsAsync(new InteractionQuery { Project = project }, progress, cancellationToken).ConfigureAwait(false);
            if (depth == MigrationCheckDepth.Sample)
            {
                foreach (var hour in Spread(hours))
                    await CompareRecordsAsync(new InteractionQuery { Project = project, From = hour, To = hour + s_hour }, progress, cancellationToken).ConfigureAwait(false);
            }

            await CompareWaitingFactsAsync(project, cancellationToken).ConfigureAwait(false);
        }

        return new MigrationCheckResult(_hours, _records, _differences);
    }

    /// <summary>Compares what each hour adds up to; gives the hours that have anything.</summary>
    private async Task<List<DateTimeOffset>> CompareHoursAsync(string project, CancellationToken cancellationToken)
    {
        var hours = new List<DateTimeOffset>();
        var whole = await from.AggregateAsync(new AggregateQuery { Project = project }, cancellationToken).ConfigureAwait(false);
        if (whole.Rows is not [{ Count: > 0 } all, ..]) return hours;
        var end = all.LastTimestamp.AddMilliseconds(1);
        for (var start = new DateTimeOffset(all.FirstTimestamp.UtcTicks / s_hour.Ticks * s_hour.Ticks, TimeSpan.Zero); start < end; start += s_window)
        {
            var query = new AggregateQuery { Project = project, From = start, To = start + s_window, Bucket = s_hour, Limit = AggregateQuery.MaxGroups };
            var theirs = (await to.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).Rows.ToDictionary(row => row.Bucket!.Value);
            foreach (var row in (await from.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).Rows)
            {
                hours.Add(row.Bucket!.Value);
                Compare(project, row, theirs.GetValueOrDefault(row.Bucket.Value));
                theirs.Remove(row.Bucket.Value);
            }

            if (!toHoldsMore)
            {
                foreach (var extra in theirs.Values) Differ($"project {project}, {Hour(extra)}: {extra.Count} interactions in the target and none in the source");
            }
        }

        _hours += hours.Count;
        return hours;
    }

    private void Compare(string project, AggregateRow row, AggregateRow? other)
    {
        if (other is null) Differ($"project {project}, {Hour(row)}: {row.Count} interactions are missing");
        else if (toHoldsMore ? other.Count < row.Count : other.Count != row.Count) Differ($"project {project}, {Hour(row)}: {row.Count} interactions in the source, {other.Count} in the target");
        else if (!toHoldsMore && !SameSums(row, other)) Differ($"project {project}, {Hour(row)}: sums of errors, tokens, cost or times differ");
    }

    private static bool SameSums(AggregateRow a, AggregateRow b) =>
        (a.Errors, a.PromptTokens, a.CompletionTokens, a.CachedTokens, a.ReasoningTokens, a.CostUsd, a.SavedCostUsd, a.FirstTimestamp, a.LastTimestamp)
        == (b.Errors, b.PromptTokens, b.CompletionTokens, b.CachedTokens, b.ReasoningTokens, b.CostUsd, b.SavedCostUsd, b.FirstTimestamp, b.LastTimestamp);

    /// <summary>
    /// Reads both in step. They come in the same order nearly always, so what waits for its other half stays small; what is left at the end is missing or
    /// differs.
    /// </summary>
    private async Task CompareRecordsAsync(InteractionQuery query, Action<long> progress, CancellationToken cancellationToken)
    {
        query = query with { Ascending = true, Limit = 500 };
        var (mine, theirs) = (new Dictionary<InteractionId, UInt128>(), new Dictionary<InteractionId, UInt128>());
        var (source, target) = (new Reader(from, query), new Reader(to, query));
        while (!source.IsDone || !target.IsDone)
        {
            var (left, right) = (source.NextAsync(cancellationToken), target.NextAsync(cancellationToken));
            await Task.WhenAll(left, right).ConfigureAwait(false);
            foreach (var (id, hash) in await left.ConfigureAwait(false)) Meet(query.Project, id, hash, mine, theirs);
            foreach (var (id, hash) in await right.ConfigureAwait(false)) Meet(query.Project, id, hash, theirs, mine);
            progress(_records);
        }

        foreach (var id in mine.Keys) Differ($"project {query.Project}: interaction {id} is missing");
        if (toHoldsMore) return;
        foreach (var id in theirs.Keys) Differ($"project {query.Project}: interaction {id} is in the target only");
    }

    private void Meet(string project, InteractionId id, UInt128 hash, Dictionary<InteractionId, UInt128> own, Dictionary<InteractionId, UInt128> other)
    {
        if (!other.Remove(id, out var found))
        {
            own.Add(id, hash);
            return;
        }

        _records++;
        if (found != hash) Differ($"project {project}: interaction {id} is not the same");
    }

    private async Task CompareWaitingFactsAsync(string project, CancellationToken cancellationToken)
    {
        InteractionId? after = null;
        while (true)
        {
            var mine = await from.WaitingFactsAsync(project, after, 1000, cancellationToken).ConfigureAwait(false);
            if (mine.Count == 0) return;
            // What the target holds more of may wait for less: an interaction that had not come here may be there.
            if (toHoldsMore) await MissFactsAsync(project, after, mine, cancellationToken).ConfigureAwait(false);
            else if (!mine.SequenceEqual(await to.WaitingFactsAsync(project, after, 1000, cancellationToken).ConfigureAwait(false))) Differ($"project {project}: facts that wait for their interaction differ");
            after = mine[^1].FactId;
        }
    }

    /// <summary>Looks for each of a page among those that wait in the target between the same ids, then on the interactions they belong to.</summary>
    private async Task MissFactsAsync(string project, InteractionId? after, IReadOnlyList<Fact> mine, CancellationToken cancellationToken)
    {
        var missing = mine.ToDictionary(static fact => fact.FactId);
        while (missing.Count > 0)
        {
            var theirs = await to.WaitingFactsAsync(project, after, 1000, cancellationToken).ConfigureAwait(false);
            foreach (var fact in theirs)
                if (missing.TryGetValue(fact.FactId, out var same) && same == fact) missing.Remove(fact.FactId);
            if (theirs.Count == 0 || theirs[^1].FactId.CompareTo(mine[^1].FactId) >= 0) break;
            after = theirs[^1].FactId;
        }

        foreach (var fact in missing.Values)
        {
            var found = await to.FindAsync(project, fact.InteractionId, cancellationToken).ConfigureAwait(false);
            if (found is null || !found.Facts.Contains(fact)) Differ($"project {project}: fact {fact.FactId}, which waits for its interaction, is missing");
        }
    }

    private static IEnumerable<DateTimeOffset> Spread(List<DateTimeOffset> hours) =>
        hours.Count <= SampleHours ? hours : Enumerable.Range(0, SampleHours).Select(i => hours[(int)((long)i * (hours.Count - 1) / (SampleHours - 1))]);

    private static string Hour(AggregateRow row) => row.Bucket!.Value.UtcDateTime.ToString("yyyy-MM-dd HH:00'Z'", CultureInfo.InvariantCulture);

    private void Differ(string what)
    {
        if (_differences.Count < MostDifferences) _differences.Add(what);
    }

    /// <summary>The pages of one side as ids and hashes.</summary>
    private sealed class Reader(IInteractionStore store, InteractionQuery query)
    {
        private InteractionQuery _query = query;

        public bool IsDone { get; private set; }

        public async Task<IReadOnlyList<(InteractionId Id, UInt128 Hash)>> NextAsync(CancellationToken cancellationToken)
        {
            if (IsDone) return [];
            var page = await store.ReadAsync(_query, cancellationToken).ConfigureAwait(false);
            IsDone = page.Cursor is null;
            _query = _query with { Cursor = page.Cursor };
            return [.. page.Items.Select(item => (item.Interaction.Id, RecordHash.Of(item)))];
        }
    }
}
