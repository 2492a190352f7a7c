namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>
/// Merges parts of the full-text index, which makes it smaller and searches quicker. Parts of like size are merged whenever there are several; all of them into
/// one only when what came since the last time is worth it, since that writes the whole index anew.
/// </summary>
internal sealed class IndexMerge(SqliteInteractionStore store) : IMaintenanceTask
{
    // Pages written in one step: a few milliseconds.
    private const int StepPages = 200;

    // All parts become one when those beside the largest have together at least one page for so many of its own: each row is rewritten about four times in all.
    private const int WorthOneIn = 3;

    // Beyond twice the whole index in one pass, recording makes new parts as quickly as they are merged, and what comes after would never have its turn.
    private const int MostTimesOver = 2;
    private const int FewestSteps = 20;

    private bool _started;
    private long _stepsLeft;

    public async Task<bool> StepAsync(CancellationToken cancellationToken) => await store.WriteBesideAsync(Merge, cancellationToken).ConfigureAwait(false);

    private bool Merge(SqliteWriter writer)
    {
        // A negative number begins to merge everything into one part; positive ones go on with that, and with what else is due.
        var parts = _started ? null : IndexParts.Read(writer.Database);
        var all = parts is { Count: > 1 } some && some.BesideLargest * WorthOneIn >= some.Largest;
        var pages = all ? -StepPages : StepPages;
        if (!_started) _stepsLeft = FewestSteps + (((parts?.Largest ?? 0) + (parts?.BesideLargest ?? 0)) * MostTimesOver / StepPages);
        _started = true;
        if (_stepsLeft-- <= 0) return false;
        var before = writer.Database.TotalChanges;
        var merge = writer.Database.Prepare("INSERT INTO search (search, rank) VALUES ('merge', ?1)");
        merge.Bind(1, (long)pages);
        merge.Run();
        // The index counts at least one change for the statement itself; fewer than two mean that nothing was left to merge.
        return writer.Database.TotalChanges - before >= 2;
    }
}

/// <summary>How large the parts of the full-text index are, in pages, as its own record of structure says.</summary>
internal readonly record struct IndexParts(int Count, long Largest, long BesideLargest)
{
    private const string Structure = "SELECT block FROM search_data WHERE id = 10";

    /// <summary>Null when the record is not in the form this build knows; it is then left to SQLite what to merge.</summary>
    public static IndexParts? Read(SqliteDatabase database)
    {
        var find = database.Prepare(Structure);
        try
        {
            return find.Step() ? Of(find.Bytes(0)) : null;
        }
        finally
        {
            find.Reset();
        }
    }

    // A cookie of four bytes, then varints: levels, parts, writes; for each level its merge under way and its parts; for each part its id, first and last page.
    private static IndexParts? Of(ReadOnlySpan<byte> block)
    {
        if (block.Length < 7 || block[4] == 0xFF) return null;
        var rest = block[4..];
        var levels = Varint(ref rest);
        _ = Varint(ref rest);
        _ = Varint(ref rest);
        var (count, total, largest) = (0, 0L, 0L);
        for (; levels > 0 && !rest.IsEmpty; levels--)
        {
            _ = Varint(ref rest);
            for (var parts = Varint(ref rest); parts > 0 && !rest.IsEmpty; parts--)
            {
                _ = Varint(ref rest);
                var first = Varint(ref rest);
                var pages = Varint(ref rest) - first + 1;
                count++;
                total += pages;
                largest = Math.Max(largest, pages);
            }
        }

        return new IndexParts(count, largest, total - largest);
    }

    // SQLite's varint: seven bits a byte, the highest first.
    internal static long Varint(ref ReadOnlySpan<byte> rest)
    {
        var value = 0L;
        while (!rest.IsEmpty)
        {
            var part = rest[0];
            rest = rest[1..];
            value = (value << 7) | (uint)(part & 0x7F);
            if (part < 0x80) break;
        }

        return value;
    }
}
