using Reprise.Storage.Sqlite.Bodies;

namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>
/// Merges neighbouring packs that were compressed quickly into larger ones compressed well. Numbers of segments stay, so nothing that refers to them changes.
/// The last pack of a project stays fresh while it is small, and grows with the next merge.
/// </summary>
internal sealed class PackMerge(SqliteInteractionStore store, SqliteDatabase reader) : IMaintenanceTask
{
    public const int MergedBytes = 256 * 1024;
    private long _after;

    // As many as there are when it begins: recording makes new ones all the time, and what comes after merging would never have its turn.
    private long? _stepsLeft;

    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        // While a sweep is interrupted, packs stay as it has counted them.
        if (reader.Scalar("SELECT EXISTS (SELECT 1 FROM sweeps WHERE finish > 0)") > 0) return false;
        _stepsLeft ??= reader.Scalar("SELECT count(*) FROM packs INDEXED BY packs_fresh WHERE level = 0");
        if (_stepsLeft-- <= 0) return false;
        var run = NextRun();
        if (run.Count == 0) return false;
        _after = run[^1].Id;
        var bytes = run.Sum(pack => pack.Bytes);
        if (run.Count == 1 && bytes < MergedBytes / 2) return true;
        var merged = Merge(run);
        var level = bytes >= MergedBytes / 2 ? 1 : 0;
        await store.WriteBesideAsync(writer => Replace(writer, run, merged, level), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private List<(long Id, int Count, int Bytes)> NextRun()
    {
        var find = reader.Prepare("SELECT id, count, bytes FROM packs INDEXED BY packs_fresh WHERE level = 0 AND id > ?1 ORDER BY id");
        find.Bind(1, _after);
        var run = new List<(long Id, int Count, int Bytes)>();
        while (find.Step())
        {
            var pack = (Id: find.Long(0), Count: (int)find.Long(1), Bytes: (int)find.Long(2));
            // A gap is another project, a merged pack, or one that was swept away.
            if (run.Count > 0 && (pack.Id != run[^1].Id + run[^1].Count || run.Sum(one => one.Bytes) + pack.Bytes > MergedBytes)) break;
            run.Add(pack);
        }

        find.Reset();
        return run;
    }

    private MergedPack Merge(List<(long Id, int Count, int Bytes)> run)
    {
        var lengths = new Utf8Buffer();
        var bytes = new Utf8Buffer();
        foreach (var (id, count, _) in run)
        {
            var pack = PackTable.Open(reader, id);
            for (var segment = id; segment < id + count; segment++)
            {
                lengths.AppendVarint((ulong)pack[segment].Length);
                bytes.Append(pack[segment].Span);
            }
        }

        lengths.Append(bytes.Span);
        return new MergedPack(lengths.Length, Pack.CompressWell(lengths.Span));
    }

    private static bool Replace(SqliteWriter writer, List<(long Id, int Count, int Bytes)> run, MergedPack merged, int level)
    {
        writer.Transact(() =>
        {
            // What was read is what is replaced, or nothing is.
            if (!run.TrueForAll(pack => PackTable.Has(writer.Database, pack.Id, pack.Count, pack.Bytes))) return;
            foreach (var (id, _, _) in run) PackTable.Delete(writer.Database, id);
            PackTable.Insert(writer.Database, run[0].Id, run.Sum(pack => pack.Count), level, merged.Bytes, merged.Data);
        });
        return true;
    }

    private sealed record MergedPack(int Bytes, byte[] Data);
}
