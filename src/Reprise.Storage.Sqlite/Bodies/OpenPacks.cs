namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>
/// The packs that one read has open. Interactions recorded one after the other lie in the same packs, so a page of whole records decompresses each once instead
/// of once a record. For one reader's snapshot only.
/// </summary>
internal sealed class OpenPacks(SqliteDatabase database)
{
    /// <summary>Bytes kept open, the last pack apart, which may be larger.</summary>
    private const long MostBytes = 16L << 20;

    private readonly List<OpenPack> _packs = [];
    private long _bytes;

    /// <summary>The pack that holds a segment. Throws <see cref="InvalidDataException"/> when there is none.</summary>
    public OpenPack Of(long segment)
    {
        var at = _packs.FindLastIndex(pack => pack.Holds(segment));
        OpenPack found;
        if (at >= 0)
        {
            found = _packs[at];
            if (at == _packs.Count - 1) return found;
            _packs.RemoveAt(at);
        }
        else
        {
            found = PackTable.Open(database, segment);
            _bytes += found.Bytes;
        }

        _packs.Add(found);
        while (_packs.Count > 1 && _bytes > MostBytes)
        {
            _bytes -= _packs[0].Bytes;
            _packs.RemoveAt(0);
        }

        return found;
    }
}
