namespace Reprise.Embeddings.Index;

/// <summary>1,024 entries: what is known of each, side by side. A slot number names the same entry from when it is taken until it is freed.</summary>
internal sealed class Chunk(int dimensions, long firstId)
{
    public const int Bits = 10;
    public const int Size = 1 << Bits;

    private readonly int[] _nearIds = new int[Size];

    /// <summary>Only once an id is further from the first than four bytes reach, which ids that are counted never are.</summary>
    private long[]? _farIds;

    public sbyte[] Vectors { get; } = GC.AllocateUninitializedArray<sbyte>(Size * dimensions);

    /// <summary>Numbers of partitions, see <see cref="PartitionNames"/>.</summary>
    public int[] Partitions { get; } = new int[Size];

    /// <summary>What each entry points at; see <see cref="SlotStore"/>.</summary>
    public int[] Links { get; } = new int[Size];

    public long OtherBytes => Size * (3 * sizeof(int) + (_farIds is null ? 0 : sizeof(long))) + 200;

    public Span<sbyte> Vector(int index) => Vectors.AsSpan(index * dimensions, dimensions);

    /// <summary>For readers without a lock too.</summary>
    public long Id(int index) => Volatile.Read(ref _farIds) is { } far ? Volatile.Read(ref far[index]) : firstId + Volatile.Read(ref _nearIds[index]);

    public void SetId(int index, long id)
    {
        if (_farIds is null && IsNear(id))
        {
            Volatile.Write(ref _nearIds[index], (int)(id - firstId));
            return;
        }

        if (_farIds is null) Volatile.Write(ref _farIds, Array.ConvertAll(_nearIds, near => firstId + near));
        Volatile.Write(ref _farIds[index], id);
    }

    private bool IsNear(long id)
    {
        var distance = (Int128)id - firstId;
        return distance >= int.MinValue && distance <= int.MaxValue;
    }
}
