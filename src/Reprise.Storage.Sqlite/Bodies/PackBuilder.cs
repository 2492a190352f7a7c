namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>Gathers new segments of one project and stores them as packs. Used by the writer alone, inside its transaction.</summary>
internal sealed class PackBuilder(long next)
{
    private readonly Utf8Buffer _bytes = new();
    private readonly Utf8Buffer _plain = new();
    private readonly List<int> _lengths = [];
    private long _first = next;

    /// <summary>The number the next segment gets.</summary>
    public long Next => _first + _lengths.Count;

    public bool IsFull => _bytes.Length >= Pack.TargetBytes;

    public void Add(ReadOnlySpan<byte> segment)
    {
        _bytes.Append(segment);
        _lengths.Add(segment.Length);
    }

    /// <summary>Stores what was gathered.</summary>
    public void Flush(SqliteDatabase database)
    {
        if (_lengths.Count == 0) return;
        _plain.Clear();
        foreach (var length in _lengths) _plain.AppendVarint((ulong)length);
        _plain.Append(_bytes.Span);
        PackTable.Insert(database, _first, _lengths.Count, level: 0, _plain.Length, Pack.Compress(_plain.Span));
        _first += _lengths.Count;
        _lengths.Clear();
        _bytes.Clear();
    }

    /// <summary>Forgets what was gathered and counts on from <paramref name="next"/>.</summary>
    public void Restart(long next)
    {
        _first = next;
        _lengths.Clear();
        _bytes.Clear();
    }
}
