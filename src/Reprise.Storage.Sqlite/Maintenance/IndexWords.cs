namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>
/// The words that the full-text index has of some interactions, read from its vocabulary. That is one pass over the whole index, so it is made for as many
/// interactions as memory allows: 8 bytes for each word of each.
/// </summary>
internal sealed class IndexWords
{
    // 64 MB.
    private const int MostWords = 8_000_000;
    private const int FewestInteractions = 1000;
    private const int MostInteractions = 500_000;

    private readonly long[] _positions;

    // Index of the position above 32 bits of number of the word, sorted.
    private readonly List<long> _entries = [];
    private readonly List<int> _wordEnds = [];
    private readonly Utf8Buffer _words = new();
    private int _at;

    private IndexWords(long[] positions) => _positions = positions;

    /// <summary>How many interactions.</summary>
    public int Count => _positions.Length;

    public long PositionOf(int index) => _positions[index];

    /// <summary>Reads those that wait to be taken out of the index, in order of position.</summary>
    public static IndexWords Read(SqliteDatabase reader, CancellationToken cancellationToken)
    {
        reader.Execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab(main, search, instance)");
        // One snapshot for all queries: a deletion in between would bring positions that the first one has not seen.
        reader.Execute("BEGIN");
        using var interrupting = cancellationToken.UnsafeRegister(state => ((SqliteDatabase)state!).Interrupt(), reader);
        try
        {
            var positions = new List<long>();
            var find = reader.Prepare("SELECT position FROM unindexed ORDER BY position LIMIT ?1");
            find.Bind(1, Math.Clamp(MostWords / IndexAverages.WordsOfOne(reader), FewestInteractions, MostInteractions));
            while (find.Step()) positions.Add(find.Long(0));
            find.Reset();
            var words = new IndexWords([.. positions]);
            if (words.Count > 0) words.ReadWords(reader, cancellationToken);
            return words;
        }
        finally
        {
            reader.Execute("COMMIT");
        }
    }

    /// <summary>Writes the words of one interaction, and its keys alone. In the order of positions.</summary>
    public void Write(int index, Utf8Buffer all, Utf8Buffer keys)
    {
        all.Clear();
        keys.Clear();
        // A step that failed is tried again from its first interaction.
        if (_at >= _entries.Count || _entries[_at] >> 32 > index) _at = 0;
        while (_at > 0 && _entries[_at - 1] >> 32 >= index) _at--;
        while (_at < _entries.Count && _entries[_at] >> 32 < index) _at++;
        for (; _at < _entries.Count && _entries[_at] >> 32 == index; _at++)
        {
            var number = (int)_entries[_at];
            var begin = number == 0 ? 0 : _wordEnds[number - 1];
            var word = _words.Span[begin.._wordEnds[number]];
            Append(all, word);
            if (SearchKeys.IsKey(word)) Append(keys, word);
        }
    }

    private static void Append(Utf8Buffer text, ReadOnlySpan<byte> word)
    {
        text.Append(word);
        text.Append((byte)' ');
    }

    private void ReadWords(SqliteDatabase reader, CancellationToken cancellationToken)
    {
        var find = reader.Prepare("SELECT term, doc FROM temp.search_words WHERE doc BETWEEN ?1 AND ?2 AND doc IN (SELECT position FROM unindexed WHERE position <= ?2)");
        find.Bind(1, _positions[0]);
        find.Bind(2, _positions[^1]);
        try
        {
            // Word by word, and in each the interactions in order, as often as they have it.
            while (find.Step())
            {
                var begin = _wordEnds.Count < 2 ? 0 : _wordEnds[^2];
                if (_wordEnds.Count == 0 || !_words.Span[begin..].SequenceEqual(find.Bytes(0)))
                {
                    _words.Append(find.Bytes(0));
                    _wordEnds.Add(_words.Length);
                }

                var entry = ((long)Array.BinarySearch(_positions, find.Long(1)) << 32) | (uint)(_wordEnds.Count - 1);
                if (_entries.Count == 0 || _entries[^1] != entry) _entries.Add(entry);
            }
        }
        finally
        {
            find.Reset();
        }

        _entries.Sort();
    }
}

/// <summary>How many words the index has of an interaction on average, as its own record says.</summary>
internal static class IndexAverages
{
    private const int Unknown = 250;

    public static int WordsOfOne(SqliteDatabase reader)
    {
        var find = reader.Prepare("SELECT block FROM search_data WHERE id = 1");
        try
        {
            if (!find.Step()) return Unknown;
            // Two varints: interactions, and words of all.
            var block = find.Bytes(0);
            var (rows, words) = (IndexParts.Varint(ref block), IndexParts.Varint(ref block));
            return rows <= 0 || words <= 0 ? Unknown : (int)Math.Clamp(words / rows, 1, 100_000);
        }
        finally
        {
            find.Reset();
        }
    }
}
