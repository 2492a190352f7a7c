namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>Gathers the new segments of one project in one batch and stores them as packs. Used by the writer alone, inside its transaction.</summary>
internal sealed class PackBuilder(long next)
{
    private readonly Utf8Buffer _bytes = new();
    private readonly Utf8Buffer _plain = new();
    private readonly List<int> _lengths = [];
    private readonly List<FullPack> _full = [];
    private long _first = next;
    private int _packs;

    /// <summary>The number the next segment gets.</summary>
    public long Next { get; private set; } = next;

    public void Add(ReadOnlySpan<byte> segment)
    {
        _bytes.Append(segment);
        _lengths.Add(segment.Length);
        Next++;
    }

    /// <summary>Cuts what was gathered into packs of about <see cref="Pack.TargetBytes"/> and compresses them.</summary>
    public void Compress()
    {
        _packs = 0;
        var (from, start, end) = (0, 0, 0);
        for (var i = 0; i < _lengths.Count; i++)
        {
            end += _lengths[i];
            if (end - start < Pack.TargetBytes && i < _lengths.Count - 1) continue;
            _plain.Clear();
            for (var j = from; j <= i; j++) _plain.AppendVarint((ulong)_lengths[j]);
            _plain.Append(_bytes.Span[start..end]);
            if (_packs == _full.Count) _full.Add(new FullPack());
            _full[_packs++].Fill(_first + from, i + 1 - from, _plain.Span);
            (from, start) = (i + 1, end);
        }

        _plain.Clear();
    }

    /// <summary>Stores what was compressed and makes ready for the next batch.</summary>
    public void Store(SqliteDatabase database)
    {
        for (var i = 0; i < _packs; i++)
        {
            var pack = _full[i];
            PackTable.Insert(database, pack.First, pack.Count, level: 0, pack.Bytes, pack.Data);
        }

        _packs = 0;
        _first = Next;
        _lengths.Clear();
        _bytes.Clear();
        _full.Clear();
    }

    private sealed class FullPack
    {
        public long First { get; private set; }
        public int Count { get; private set; }
        public int Bytes { get; private set; }
        public byte[] Data { get; private set; } = [];

        public void Fill(long first, int count, ReadOnlySpan<byte> plain)
        {
            (First, Count, Bytes) = (first, count, plain.Length);
            Data = Pack.Compress(plain);
        }
    }
}
