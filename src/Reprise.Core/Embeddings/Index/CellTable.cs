namespace Reprise.Embeddings.Index;

/// <summary>
/// A hash table of 4 bytes a cell: it holds where an entry is, and asks there for the key. One writer at a time; <see cref="Find"/> needs no lock, since cells
/// change one whole number at a time and a larger table takes the place of the old one at once.
/// </summary>
internal abstract class CellTable<TKey>
{
    /// <summary>No cell.</summary>
    public const int None = 0;
    private const int Gone = 1;
    private const int LeastCells = 16;

    private int[] _cells = new int[LeastCells];
    private int _filled;

    public int Count { get; private set; }

    public long Bytes => (long)_cells.Length * sizeof(int);

    protected abstract ulong HashOf(TKey key);

    protected abstract ulong HashAt(int cell);

    protected abstract bool Is(int cell, TKey key);

    public int Find(TKey key)
    {
        var cells = Volatile.Read(ref _cells);
        var at = Start(HashOf(key), cells.Length);
        for (var steps = 0; steps < cells.Length; steps++)
        {
            var cell = Volatile.Read(ref cells[at]);
            if (cell == None) return None;
            if (cell != Gone && Is(cell, key)) return cell;
            if (++at == cells.Length) at = 0;
        }

        return None;
    }

    /// <summary>Adds the key, or points it elsewhere.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cell">Above 1.</param>
    public void Set(TKey key, int cell)
    {
        var place = PlaceOf(key);
        if (place >= 0)
        {
            Volatile.Write(ref _cells[place], cell);
            return;
        }

        // Four of five cells at most; a new table is seven tenths full, so that few cells are ever idle.
        if (_filled >= _cells.Length - _cells.Length / 5) Rebuild();
        var at = FreeCell(_cells, HashOf(key));
        Volatile.Write(ref _cells[at], cell);
        _filled++;
        Count++;
    }

    public void Remove(TKey key)
    {
        var place = PlaceOf(key);
        if (place < 0) return;
        Volatile.Write(ref _cells[place], Gone);
        Count--;
    }

    private int PlaceOf(TKey key)
    {
        for (var at = Start(HashOf(key), _cells.Length); _cells[at] != None;)
        {
            if (_cells[at] != Gone && Is(_cells[at], key)) return at;
            if (++at == _cells.Length) at = 0;
        }

        return -1;
    }

    /// <summary>A new table without the cells of what is gone.</summary>
    private void Rebuild()
    {
        var cells = new int[Math.Max(LeastCells, (int)Math.Min(Array.MaxLength, (long)Count * 10 / 7))];
        foreach (var cell in _cells)
        {
            if (cell > Gone) cells[FreeCell(cells, HashAt(cell))] = cell;
        }

        _filled = Count;
        Volatile.Write(ref _cells, cells);
    }

    private static int FreeCell(int[] cells, ulong hash)
    {
        var at = Start(hash, cells.Length);
        while (cells[at] != None)
        {
            if (++at == cells.Length) at = 0;
        }

        return at;
    }

    private static int Start(ulong hash, int length) => (int)((hash >> 32) * (ulong)length >> 32);
}

/// <summary>What a cell says: the slot of an entry, or the number of a run of sketches.</summary>
internal static class Cell
{
    public static int OfSlot(int slot) => (slot + 1) << 1;

    public static int OfRun(int run) => ((run + 1) << 1) | 1;

    public static bool IsRun(int cell) => (cell & 1) != 0;

    /// <summary>The slot or the run.</summary>
    public static int Number(int cell) => (cell >> 1) - 1;
}
