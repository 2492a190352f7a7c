using System.Runtime.InteropServices;
using Reprise.Storage.Sqlite.Queries;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Rollups;

/// <summary>
/// Keeps the rollups in step with the rows, in the transaction that changes them: what it does is gathered in memory by minute and shape and written once
/// before the commit. Interactions below the floor are not in the rollups yet and are left to maintenance. Used by the writer alone.
/// </summary>
internal sealed class RollupWriter(SqliteDatabase database, ShapeTable shapes)
{
    // Measures written last, decoded: recording changes the same few again and again. About 3 KB each.
    private const int MostRecent = 600;

    private readonly RollupTable _table = new(database);
    private readonly RollupBounds _bounds = new(database);
    private readonly Dictionary<RollupKey, RollupChange> _pending = [];
    private readonly Dictionary<RollupKey, RollupMeasure> _recent = [];
    private RollupState? _before;

    public RollupState State { get; private set; } = RollupState.Read(database);

    public void Add(int project, int shape, in AggregateSample sample, long position)
    {
        if (position >= State.Floor) ChangeOf(project, shape, sample.TimestampMs).Add(sample);
    }

    /// <summary>The interaction is deleted.</summary>
    public void Remove(int project, int shape, in AggregateSample sample, long position)
    {
        if (position >= State.Floor) ChangeOf(project, shape, sample.TimestampMs).Remove(sample, isDeletion: true);
    }

    /// <summary>Facts changed what the interaction counts as.</summary>
    public void Correct(int project, int shape, in AggregateSample before, in AggregateSample after, long position)
    {
        if (position < State.Floor || before == after) return;
        var change = ChangeOf(project, shape, before.TimestampMs);
        change.Add(after);
        change.Remove(before, isDeletion: false);
    }

    /// <summary>Changes how far the rollups reach, with the transaction.</summary>
    public void SetState(RollupState state)
    {
        _before ??= State;
        State = state;
        state.Save(database);
    }

    /// <summary>Deletes minutes that are not kept any more. They may be among those held in memory.</summary>
    public void DropMinutes(int project, long firstBucket, long endBucket)
    {
        _recent.Clear();
        _table.Delete(RollupGranule.Minute, project, firstBucket, endBucket);
    }

    /// <summary>Writes what was gathered.</summary>
    public void Flush()
    {
        if (_pending.Count == 0) return;
        var broken = new HashSet<(int Project, long Day)>();
        var changes = _pending;
        foreach (var granule in RollupGranules.All)
        {
            if (granule is not RollupGranule.Minute) changes = Widen(changes, granule);
            Write(granule, changes, broken);
        }

        foreach (var (project, day) in broken) Rebuild(project, day);
        _pending.Clear();
    }

    public void Committed() => _before = null;

    public void RolledBack()
    {
        _pending.Clear();
        _recent.Clear();
        State = _before ?? State;
        _before = null;
    }

    private RollupChange ChangeOf(int project, int shape, long timestampMs)
    {
        var key = new RollupKey(RollupGranule.Minute, project, timestampMs / RollupGranule.Minute.Milliseconds(), shape);
        ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(_pending, key, out _);
        return change ??= new RollupChange();
    }

    private static Dictionary<RollupKey, RollupChange> Widen(Dictionary<RollupKey, RollupChange> changes, RollupGranule granule)
    {
        var wider = new Dictionary<RollupKey, RollupChange>();
        // A change that stands alone in the wider granule is shared, not copied; nothing is added to one that is shared.
        var owned = new HashSet<RollupKey>();
        foreach (var (key, change) in changes)
        {
            var within = key.Within(granule);
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(wider, within, out var exists);
            if (!exists)
            {
                known = change;
                continue;
            }

            if (owned.Add(within))
            {
                var sum = new RollupChange();
                sum.Add(known!);
                known = sum;
            }

            known!.Add(change);
        }

        return wider;
    }

    private void Write(RollupGranule granule, Dictionary<RollupKey, RollupChange> changes, HashSet<(int Project, long Day)> broken)
    {
        var moved = new List<(RollupKey Key, RollupMeasure Measure)>();
        foreach (var (key, change) in changes)
        {
            if (granule is RollupGranule.Minute && key.Bucket * granule.Milliseconds() < State.MinutesFromMs) continue;
            if (MeasureOf(key) is not { } measure || !change.TryApply(measure))
            {
                broken.Add((key.Project, key.Within(RollupGranule.Day).Bucket));
                continue;
            }

            if (measure.Count == 0)
            {
                _recent.Remove(key);
                _table.Delete(key);
            }
            else if (change.MovesBounds(measure))
            {
                moved.Add((key, measure));
            }
            else
            {
                _table.Write(key, measure);
            }
        }

        if (moved.Count == 0) return;
        if (granule is RollupGranule.Day) RollupBounds.FromHours(_table, moved);
        else _bounds.FromRows(moved, State.Floor);
        foreach (var (key, measure) in moved) _table.Write(key, measure);
    }

    /// <summary>The measure as stored, a new one when there is none, null when it is damaged.</summary>
    private RollupMeasure? MeasureOf(RollupKey key)
    {
        if (_recent.TryGetValue(key, out var known)) return known;
        try
        {
            known = _table.Find(key) ?? new RollupMeasure();
        }
        catch (InvalidDataException)
        {
            return null;
        }

        if (_recent.Count >= MostRecent) _recent.Clear();
        return _recent[key] = known;
    }

    /// <summary>Makes the rollups of a day anew from its rows. Only ever needed when the file was damaged or changed by another program.</summary>
    private void Rebuild(int project, long day)
    {
        _recent.Clear();
        var dayMs = RollupGranule.Day.Milliseconds();
        foreach (var granule in RollupGranules.All) _table.Delete(granule, project, day * dayMs / granule.Milliseconds(), (day + 1) * dayMs / granule.Milliseconds());
        _pending.Clear();
        var find = database.Prepare($"SELECT {SampleRow.Columns} FROM interactions AS i WHERE i.position BETWEEN ?1 AND ?2 AND +i.project = ?3");
        var range = PositionRange.OfMilliseconds(day * dayMs, (day + 1) * dayMs);
        find.Bind(1, range.Low);
        find.Bind(2, range.High);
        find.Bind(3, (long)project);
        while (find.Step()) Add(project, (int)find.Long(SampleRow.ShapeColumn), SampleRow.Read(find, shapes.List), find.Long(0));
        find.Reset();
        var changes = _pending;
        foreach (var granule in RollupGranules.All)
        {
            if (granule is not RollupGranule.Minute) changes = Widen(changes, granule);
            Write(granule, changes, []);
        }
    }
}
