namespace Reprise.Embeddings.Index;

/// <summary>
/// All entries of an index. An entry's link is the next entry of its partition (or <see cref="Last"/>) while the partition is a chain, and its place in the
/// sketches once it is large; below <see cref="Last"/> the slot is free and names the next free one. One writer at a time; chunks never move, so readers need no lock to look.
/// </summary>
internal sealed class SlotStore(int dimensions)
{
    public const int Last = -1;
    private const int FreeEnd = -2;

    private Chunk[] _chunks = [];
    private int _used;
    private int _free = FreeEnd;

    /// <summary>Slots ever taken; every number below is a slot, free or not.</summary>
    public int Used => _used;

    public long VectorBytes => (long)_chunks.Length * Chunk.Size * dimensions;

    public long OtherBytes => _chunks.Sum(chunk => chunk.OtherBytes) + Names.Bytes;

    /// <summary>The partitions that entries belong to.</summary>
    public PartitionNames Names { get; } = new();

    public static bool IsFree(int link) => link < Last;

    /// <summary>Null for a number that is no slot, as a reader may see while an entry goes away.</summary>
    public Chunk? ChunkOf(int slot)
    {
        var chunks = Volatile.Read(ref _chunks);
        var number = (uint)slot >> Chunk.Bits;
        return number < (uint)chunks.Length ? chunks[number] : null;
    }

    /// <summary>The chunk of a slot that is known to be one.</summary>
    public Chunk this[int slot] => _chunks[slot >> Chunk.Bits];

    public static int IndexOf(int slot) => slot & (Chunk.Size - 1);

    public ref int Link(int slot) => ref this[slot].Links[IndexOf(slot)];

    public PartitionKey PartitionOf(int slot) => Names.Of(NameOf(slot));

    /// <summary>The number of its partition, see <see cref="Names"/>.</summary>
    public int NameOf(int slot) => this[slot].Partitions[IndexOf(slot)];

    public long IdOf(int slot) => this[slot].Id(IndexOf(slot));

    public Span<sbyte> VectorOf(int slot) => this[slot].Vector(IndexOf(slot));

    /// <param name="id">Its id.</param>
    /// <param name="name">The number of its partition.</param>
    /// <param name="vector">Is copied.</param>
    public int Take(long id, int name, ReadOnlySpan<sbyte> vector)
    {
        int slot;
        if (_free == FreeEnd)
        {
            slot = _used;
            if (slot >> Chunk.Bits == _chunks.Length) Volatile.Write(ref _chunks, [.. _chunks, new Chunk(dimensions, id)]);
            _used++;
        }
        else
        {
            slot = FreeEnd - 1 - _free;
            _free = Link(slot);
        }

        vector.CopyTo(VectorOf(slot));
        this[slot].SetId(IndexOf(slot), id);
        this[slot].Partitions[IndexOf(slot)] = name;
        return slot;
    }

    public void Free(int slot)
    {
        Link(slot) = _free;
        _free = FreeEnd - 1 - slot;
    }
}
