using System.Collections;
using Reprise.Storage.Sqlite.Bodies;

namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>
/// Frees the segments that no interaction uses any more after a deletion: marks what the remaining ones refer to, then rewrites or drops each pack that has
/// anything else. Before it looks, the writer forgets all segments it knows, so that nothing recorded meanwhile refers to what is about to go.
/// </summary>
internal sealed class PackSweep(SqliteInteractionStore store, SqliteDatabase reader) : IMaintenanceTask
{
    private Sweep? _sweep;

    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        _sweep ??= await BeginAsync(cancellationToken).ConfigureAwait(false);
        if (_sweep is not { } sweep) return false;
        if (sweep.Packs.TryDequeue(out var pack))
        {
            await SweepAsync(sweep, pack, cancellationToken).ConfigureAwait(false);
            return true;
        }

        await store.WriteAsync(writer => End(writer, sweep), cancellationToken).ConfigureAwait(false);
        _sweep = null;
        return true;
    }

    private async Task<Sweep?> BeginAsync(CancellationToken cancellationToken)
    {
        var project = (int)reader.Scalar("SELECT project FROM sweeps ORDER BY project LIMIT 1");
        if (project == 0) return null;
        var deletions = reader.Scalar("SELECT deletions FROM sweeps ORDER BY project LIMIT 1");
        var end = await store.WriteAsync(
            writer =>
            {
                writer.ForgetSegments();
                return PackTable.Next(writer.Database, project);
            },
            cancellationToken).ConfigureAwait(false);
        var sweep = new Sweep(project, deletions, new BitArray((int)(end - SegmentId.First(project))));
        reader.Execute("BEGIN");
        try
        {
            Mark(sweep, end);
        }
        finally
        {
            reader.Execute("COMMIT");
        }

        return sweep;
    }

    private void Mark(Sweep sweep, long end)
    {
        var first = SegmentId.First(sweep.Project);
        var owns = new List<long>();
        var find = reader.Prepare("SELECT body FROM interactions WHERE project = ?1 AND body < ?2");
        find.Bind(1, (long)sweep.Project);
        find.Bind(2, end);
        while (find.Step()) owns.Add(find.Long(0));
        find.Reset();
        owns.Sort();

        var references = new HashSet<long>();
        OpenPack? pack = null;
        foreach (var own in owns)
        {
            if (pack is null || !pack.Holds(own)) pack = PackTable.Open(reader, own);
            sweep.Used[(int)(own - first)] = true;
            references.Clear();
            BodyReader.CollectReferences(pack[own].Span, own, references);
            foreach (var reference in references) sweep.Used[(int)(reference - first)] = true;
        }

        var packs = reader.Prepare("SELECT id, count FROM packs WHERE id >= ?1 AND id < ?2 ORDER BY id");
        packs.Bind(1, first);
        packs.Bind(2, end);
        while (packs.Step()) sweep.Packs.Enqueue((packs.Long(0), (int)packs.Long(1)));
        packs.Reset();
    }

    private async Task SweepAsync(Sweep sweep, (long Id, int Count) pack, CancellationToken cancellationToken)
    {
        var start = (int)(pack.Id - SegmentId.First(sweep.Project));
        var used = Enumerable.Range(start, pack.Count).Count(index => sweep.Used[index]);
        if (used == pack.Count) return;
        var (bytes, data) = used == 0 ? (0, []) : Rewrite(sweep, pack, start);
        if (used > 0 && data.Length == 0) return;
        await store.WriteAsync(
            writer =>
            {
                writer.Transact(() =>
                {
                    PackTable.Delete(writer.Database, pack.Id);
                    if (used > 0) PackTable.Insert(writer.Database, pack.Id, pack.Count, level: 1, bytes, data);
                });
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The pack without its unused segments; nothing when it has none left from an earlier sweep.</summary>
    private (int Bytes, byte[] Data) Rewrite(Sweep sweep, (long Id, int Count) pack, int start)
    {
        var open = PackTable.Open(reader, pack.Id);
        var lengths = new Utf8Buffer();
        var bytes = new Utf8Buffer();
        var changed = false;
        for (var index = 0; index < pack.Count; index++)
        {
            var segment = open[pack.Id + index].Span;
            if (!sweep.Used[start + index])
            {
                changed |= !segment.IsEmpty;
                segment = [];
            }

            lengths.AppendVarint((ulong)segment.Length);
            bytes.Append(segment);
        }

        lengths.Append(bytes.Span);
        return changed ? (lengths.Length, Pack.CompressWell(lengths.Span)) : (0, []);
    }

    private static bool End(SqliteWriter writer, Sweep sweep)
    {
        // Unless something was deleted meanwhile; then the project is swept again.
        var delete = writer.Database.Prepare("DELETE FROM sweeps WHERE project = ?1 AND deletions = ?2");
        delete.Bind(1, (long)sweep.Project);
        delete.Bind(2, sweep.Deletions);
        delete.Run();
        return true;
    }

    private sealed record Sweep(int Project, long Deletions, BitArray Used)
    {
        public Queue<(long Id, int Count)> Packs { get; } = [];
    }
}
