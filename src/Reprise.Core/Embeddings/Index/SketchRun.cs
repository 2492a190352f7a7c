namespace Reprise.Embeddings.Index;

/// <summary>Sketches that lie one behind the other, and the slot each belongs to.</summary>
internal sealed class SketchBlock(int capacity, int words)
{
    private int _count;

    public ulong[] Sketches { get; } = GC.AllocateUninitializedArray<ulong>(capacity * words);

    /// <summary>A slot; or below 0, for a place whose entry is gone.</summary>
    public int[] Slots { get; } = new int[capacity];

    public int Capacity => Slots.Length;

    /// <summary>Places in use. Whoever sees a number sees what is in them.</summary>
    public int Count
    {
        get => Volatile.Read(ref _count);
        set => Volatile.Write(ref _count, value);
    }
}

/// <summary>The sketches of one large partition. One writer at a time; readers look without a lock, and must make sure of what they found.</summary>
internal sealed class SketchRun(PartitionKey partition, int name, int words)
{
    private const int SmallestBlock = 64;
    private const int NoPlace = -1;

    private SketchBlock[] _blocks = [];
    private int _freePlace = NoPlace;
    private int _places;

    public PartitionKey Partition => partition;

    /// <summary>The partition's number, see <see cref="PartitionNames"/>.</summary>
    public int Name => name;

    public SketchBlock[] Blocks => Volatile.Read(ref _blocks);

    public int Live { get; private set; }

    /// <summary>More than half of the places are of entries that are gone.</summary>
    public bool IsSparse => _places > SmallestBlock && Live < _places / 2;

    public long SketchBytes => _blocks.Sum(block => (long)block.Capacity * words * sizeof(ulong));

    public long OtherBytes => 120 + _blocks.Sum(block => (long)block.Capacity * sizeof(int) + 120);

    /// <returns>The place.</returns>
    public int Add(int slot, ReadOnlySpan<sbyte> vector)
    {
        Span<ulong> sketch = stackalloc ulong[words];
        Sketch.Make(vector, sketch);
        return Add(slot, sketch);
    }

    /// <summary>A reader may see a part of the old sketch and a part of the new one, which only matters where they differ.</summary>
    public void Change(int place, ReadOnlySpan<sbyte> vector)
    {
        Span<ulong> sketch = stackalloc ulong[words];
        Sketch.Make(vector, sketch);
        sketch.CopyTo(_blocks[Place.Block(place)].Sketches.AsSpan(Place.Index(place) * words, words));
    }

    public void Remove(int place)
    {
        Live--;
        Volatile.Write(ref _blocks[Place.Block(place)].Slots[Place.Index(place)], NoPlace - 1 - _freePlace);
        _freePlace = place;
    }

    /// <summary>Slots of the entries that are there.</summary>
    public IEnumerable<int> Slots() => _blocks.SelectMany(block => block.Slots.Take(block.Count)).Where(slot => slot >= 0);

    /// <summary>The same entries in a run without gaps.</summary>
    /// <param name="moved">Is told each slot and its new place.</param>
    public SketchRun Packed(Action<int, int> moved)
    {
        var packed = new SketchRun(partition, name, words);
        foreach (var block in _blocks)
        {
            for (var i = 0; i < block.Count; i++)
            {
                if (block.Slots[i] >= 0) moved(block.Slots[i], packed.Add(block.Slots[i], block.Sketches.AsSpan(i * words, words)));
            }
        }

        return packed;
    }

    private int Add(int slot, ReadOnlySpan<ulong> sketch)
    {
        Live++;
        if (_freePlace == NoPlace) return Append(slot, sketch);
        var place = _freePlace;
        var (block, index) = (_blocks[Place.Block(place)], Place.Index(place));
        _freePlace = NoPlace - 1 - block.Slots[index];
        sketch.CopyTo(block.Sketches.AsSpan(index * words, words));
        Volatile.Write(ref block.Slots[index], slot);
        return place;
    }

    private int Append(int slot, ReadOnlySpan<ulong> sketch)
    {
        var last = _blocks.Length == 0 ? null : _blocks[^1];
        if (last is null || last.Count == last.Capacity)
        {
            // An eighth of what there is: little room lies idle in a small partition, and a large one has few blocks.
            last = new SketchBlock(Math.Clamp(_places / 8 / SmallestBlock * SmallestBlock, SmallestBlock, Place.MostInBlock), words);
            Volatile.Write(ref _blocks, [.. _blocks, last]);
        }

        var index = last.Count;
        sketch.CopyTo(last.Sketches.AsSpan(index * words, words));
        last.Slots[index] = slot;
        last.Count = index + 1;
        _places++;
        return Place.Of(_blocks.Length - 1, index);
    }
}
