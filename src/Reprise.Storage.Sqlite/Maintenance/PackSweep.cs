using Reprise.Storage.Sqlite.Bodies;

namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>
/// Frees the segments that no interaction uses any more after a deletion: marks what the remaining ones refer to, then rewrites or drops each pack that has
/// anything else. Before it looks, the writer forgets all segments it knows, so that nothing recorded meanwhile refers to what is about to go. Each step is
/// short and leaves in the database how far it came; the next one goes on there, in this pass or after a restart.
/// </summary>
internal sealed class PackSweep(SqliteInteractionStore store, SqliteDatabase reader) : IMaintenanceTask
{
    // Tens of milliseconds of reading beside the writer.
    private const int RowsOfStep = 1000;
    private const int PacksOfStep = 256;

    private readonly HashSet<int> _begun = [];

    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (Running() is { } sweep)
        {
            if (!sweep.IsMarked) await MarkAsync(sweep, cancellationToken).ConfigureAwait(false);
            else await SweepAsync(sweep, cancellationToken).ConfigureAwait(false);
            return true;
        }

        // Each project once in a pass, or a project from which something is always deleted would keep it for ever.
        if (Waiting() is not { } project) return false;
        _begun.Add(project);
        await store.WriteBesideAsync(writer => Begin(writer, project), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private Sweep? Running()
    {
        var find = reader.Prepare("SELECT project, finish, marked, is_marked, swept FROM sweeps WHERE finish > 0 ORDER BY project LIMIT 1");
        Sweep? sweep = find.Step() ? new Sweep((int)find.Long(0), find.Long(1), find.Long(2), find.Long(3) != 0, find.Long(4)) : null;
        find.Reset();
        return sweep;
    }

    private int? Waiting()
    {
        var find = reader.Prepare("SELECT project FROM sweeps ORDER BY project");
        int? waiting = null;
        while (waiting is null && find.Step())
        {
            if (!_begun.Contains((int)find.Long(0))) waiting = (int)find.Long(0);
        }

        find.Reset();
        return waiting;
    }

    private static bool Begin(SqliteWriter writer, int project)
    {
        writer.ForgetSegments();
        writer.Transact(() =>
        {
            SweepMarks.Delete(writer.Database, project);
            Run(writer, "UPDATE sweeps SET seen = deletions, finish = ?2, marked = -1, is_marked = 0, swept = 0 WHERE project = ?1", project, PackTable.Next(writer.Database, project));
        });
        return true;
    }

    private async Task MarkAsync(Sweep sweep, CancellationToken cancellationToken)
    {
        // 1. The next interactions; those stored since the sweep began need no mark, wherever they stand.
        var (rows, last, owns) = (0, sweep.Marked, new List<long>());
        var find = reader.Prepare("SELECT position, project, body FROM interactions WHERE position > ?1 ORDER BY position LIMIT ?2");
        find.Bind(1, sweep.Marked);
        find.Bind(2, (long)RowsOfStep);
        for (; find.Step(); rows++)
        {
            last = find.Long(0);
            if (find.Long(1) == sweep.Project && find.LongOrNull(2) is { } body && body < sweep.Finish) owns.Add(body);
        }

        find.Reset();

        // 2. What they use, each pack opened once.
        owns.Sort();
        var marks = new SweepMarks(sweep.Project);
        var references = new HashSet<long>();
        OpenPack? pack = null;
        foreach (var own in owns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (pack is null || !pack.Holds(own)) pack = PackTable.Open(reader, own);
            marks.Add(own);
            references.Clear();
            BodyReader.CollectReferences(pack[own].Span, own, references);
            foreach (var reference in references) marks.Add(reference);
        }

        // 3. Kept with how far that was.
        await store.WriteBesideAsync(
            writer =>
            {
                writer.Transact(() =>
                {
                    marks.Save(writer.Database);
                    Run(writer, "UPDATE sweeps SET marked = ?2, is_marked = ?3 WHERE project = ?1", sweep.Project, last, rows < RowsOfStep ? 1 : 0);
                });
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task SweepAsync(Sweep sweep, CancellationToken cancellationToken)
    {
        var packs = NextPacks(sweep);
        var marks = new SweepMarks(sweep.Project);
        var (swept, change) = (sweep.Swept, (Change?)null);
        foreach (var pack in packs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            swept = pack.Id + pack.Count;
            change = ChangeOf(sweep, pack, marks);
            if (change is not null) break;
        }

        await store.WriteBesideAsync(
            writer =>
            {
                writer.Transact(() =>
                {
                    if (packs.Count == 0) End(writer, sweep);
                    else if (change is null || Apply(writer.Database, change)) Run(writer, "UPDATE sweeps SET swept = ?2 WHERE project = ?1", sweep.Project, swept);
                });
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private List<PackHead> NextPacks(Sweep sweep)
    {
        var find = reader.Prepare("SELECT id, count, bytes FROM packs WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3");
        find.Bind(1, Math.Max(sweep.Swept, SegmentId.First(sweep.Project)));
        find.Bind(2, sweep.Finish);
        find.Bind(3, (long)PacksOfStep);
        var packs = new List<PackHead>();
        while (find.Step()) packs.Add(new PackHead(find.Long(0), (int)find.Long(1), (int)find.Long(2)));
        find.Reset();
        return packs;
    }

    /// <summary>What the pack becomes without its unused segments; null when it has none, or none left from an earlier sweep.</summary>
    private Change? ChangeOf(Sweep sweep, PackHead pack, SweepMarks marks)
    {
        var used = new bool[pack.Count];
        for (var i = 0; i < pack.Count; i++) used[i] = pack.Id + i >= sweep.Finish || marks.Has(reader, pack.Id + i);
        if (!used.Contains(false)) return null;
        if (!used.Contains(true)) return new Change(pack, 0, []);
        var open = PackTable.Open(reader, pack.Id);
        var lengths = new Utf8Buffer();
        var bytes = new Utf8Buffer();
        var changed = false;
        for (var i = 0; i < pack.Count; i++)
        {
            var segment = open[pack.Id + i].Span;
            changed |= !used[i] && !segment.IsEmpty;
            if (!used[i]) segment = [];
            lengths.AppendVarint((ulong)segment.Length);
            bytes.Append(segment);
        }

        lengths.Append(bytes.Span);
        return changed ? new Change(pack, lengths.Length, Pack.CompressWell(lengths.Span)) : null;
    }

    /// <summary>False when the pack is not the one that was looked at; it is then looked at again.</summary>
    private static bool Apply(SqliteDatabase database, Change change)
    {
        var pack = change.Pack;
        if (!PackTable.Has(database, pack.Id, pack.Count, pack.Bytes)) return false;
        PackTable.Delete(database, pack.Id);
        // A small rest is merged with its neighbours later.
        if (change.Data.Length > 0) PackTable.Insert(database, pack.Id, pack.Count, change.Bytes >= PackMerge.MergedBytes / 2 ? 1 : 0, change.Bytes, change.Data);
        return true;
    }

    private static void End(SqliteWriter writer, Sweep sweep)
    {
        SweepMarks.Delete(writer.Database, sweep.Project);
        // Unless something was deleted meanwhile; then the project is swept again.
        Run(writer, "DELETE FROM sweeps WHERE project = ?1 AND deletions = seen", sweep.Project);
        Run(writer, "UPDATE sweeps SET finish = 0 WHERE project = ?1", sweep.Project);
    }

    private static void Run(SqliteWriter writer, string sql, params ReadOnlySpan<long> values)
    {
        var statement = writer.Database.Prepare(sql);
        for (var i = 0; i < values.Length; i++) statement.Bind(i + 1, values[i]);
        statement.Run();
    }

    private sealed record Sweep(int Project, long Finish, long Marked, bool IsMarked, long Swept);

    private sealed record PackHead(long Id, int Count, int Bytes);

    private sealed record Change(PackHead Pack, int Bytes, byte[] Data);
}
