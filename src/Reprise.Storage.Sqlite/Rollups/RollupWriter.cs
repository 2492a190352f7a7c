using System.Runtime.InteropServices;
using Reprise.Storage.Sqlite.Queries;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Rollups;

/// <summary>
/// Keeps the rollups in step with the rows, in the transaction that changes them: what changes is gathered in memory, and before the commit each measure it
/// touches is read, changed and written once. Interactions below the floor are not in the rollups yet and are left to maintenance. Used by the writer alone.
/// </summary>
internal sealed class RollupWriter(SqliteDatabase database, ShapeTable shapes)
{
    // Measures written last, decoded: recording changes the same few again and again. Some 3 KB each.
    private const int MostRecent = 600;

    private readonly RollupTable _table = new(database);
    private readonly RollupBounds _bounds = new(database);
    private readonly List<Change> _pending = [];
    private readonly Dictionary<RollupKey, RollupMeasure> _recent = [];
    private readonly Dictionary<RollupKey, RollupMeasure?> _touched = [];
    private readonly HashSet<RollupKey> _moved = [];
    private RollupState? _before;

    private enum Kind
    {
        Added,

        /// <summary>Facts changed what it counts as.</summary>
        Corrected,
        Deleted,
    }

    public RollupState State { get; private set; } = RollupState.Read(database);

    public void Add(int project, int shape, in AggregateSample sample, long position)
    {
        if (position >= State.Floor) _pending.Add(new Change(project, shape, Kind.Added, sample));
    }

    /// <summary>The interaction is deleted.</summary>
    public void Remove(int project, int shape, in AggregateSample sample, long position)
    {
        if (position >= State.Floor) _pending.Add(new Change(project, shape, Kind.Deleted, sample));
    }

    /// <summary>Facts changed what the interaction counts as.</summary>
    public void Correct(int project, int shape, in AggregateSample before, in AggregateSample after, long position)
    {
        if (position < State.Floor || before == after) return;
        _pending.Add(new Change(project, shape, Kind.Added, after));
        _pending.Add(new Change(project, shape, Kind.Corrected, before));
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
        foreach (var granule in RollupGranules.All) Write(granule, broken);
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

    /// <summary>Notes the days of which a measure does not hold what goes from it, or cannot be read.</summary>
    private void Write(RollupGranule granule, HashSet<(int Project, long Day)> broken)
    {
        _touched.Clear();
        _moved.Clear();
        var width = granule.Milliseconds();
        foreach (ref readonly var change in CollectionsMarshal.AsSpan(_pending))
        {
            var bucket = change.Sample.TimestampMs / width;
            if (granule is RollupGranule.Minute && bucket * width < State.MinutesFromMs) continue;
            var key = new RollupKey(granule, change.Project, bucket, change.Shape);
            ref var measure = ref CollectionsMarshal.GetValueRefOrAddDefault(_touched, key, out var exists);
            if (!exists) measure = MeasureOf(key);
            if (measure is null || !TryApply(change, measure, key)) broken.Add((change.Project, change.Sample.TimestampMs / RollupGranule.Day.Milliseconds()));
        }

        if (_moved.Count > 0) FindBounds(granule, broken);
        if (_recent.Count > MostRecent) _recent.Clear();
        foreach (var (key, measure) in _touched)
        {
            if (measure is null) continue;
            if (measure.Count > 0)
            {
                _table.Write(key, measure);
                _recent[key] = measure;
            }
            else
            {
                _table.Delete(key);
                _recent.Remove(key);
            }
        }
    }

    private bool TryApply(in Change change, RollupMeasure measure, RollupKey key)
    {
        if (change.Kind is Kind.Added)
        {
            measure.Add(change.Sample);
            return true;
        }

        if (!measure.TrySubtract(change.Sample)) return false;
        if (change.Kind is Kind.Deleted && (change.Sample.TimestampMs <= measure.FirstMs || change.Sample.TimestampMs >= measure.LastMs)) _moved.Add(key);
        return true;
    }

    private void FindBounds(RollupGranule granule, HashSet<(int Project, long Day)> broken)
    {
        var moved = _moved.Select(key => (Key: key, Measure: _touched[key]!)).Where(one => one.Measure.Count > 0).ToList();
        if (granule is RollupGranule.Day) RollupBounds.FromHours(_table, moved, broken);
        else _bounds.FromRows(moved, State.Floor);
    }

    /// <summary>The measure as stored, a new one when there is none, null when it is damaged.</summary>
    private RollupMeasure? MeasureOf(RollupKey key)
    {
        if (_recent.TryGetValue(key, out var known)) return known;
        try
        {
            return _table.Find(key) ?? new RollupMeasure();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Makes the rollups of a day anew from its rows. Only ever needed when the file was damaged or changed by another program.</summary>
    private void Rebuild(int project, long day)
    {
        var dayMs = RollupGranule.Day.Milliseconds();
        _recent.Clear();
        foreach (var granule in RollupGranules.All) _table.Delete(granule, project, day * dayMs / granule.Milliseconds(), (day + 1) * dayMs / granule.Milliseconds());
        _pending.Clear();
        var find = database.Prepare($"SELECT {SampleRow.Columns} FROM interactions AS i WHERE i.position BETWEEN ?1 AND ?2 AND +i.project = ?3");
        var range = PositionRange.OfMilliseconds(day * dayMs, (day + 1) * dayMs);
        find.Bind(1, range.Low);
        find.Bind(2, range.High);
        find.Bind(3, (long)project);
        while (find.Step()) Add(project, (int)find.Long(SampleRow.ShapeColumn), SampleRow.Read(find, shapes.List), find.Long(0));
        find.Reset();
        foreach (var granule in RollupGranules.All) Write(granule, []);
    }

    private readonly record struct Change(int Project, int Shape, Kind Kind, AggregateSample Sample);
}
