namespace Reprise.Embeddings.Index;

/// <summary>
/// Tells a reader without a lock whether a partition lost or moved entries while it looked. The writer raises a partition's mark before and after such a change;
/// a reader believes what it read when the mark was even and is the same afterwards. Partitions share 64 marks, so a reader may look twice for nothing.
/// </summary>
internal sealed class ChangeMarks
{
    /// <summary>Marks lie a cache line apart.</summary>
    private const int Stride = 16;
    private const int Count = 64;

    private readonly int[] _marks = new int[Count * Stride];

    /// <summary>Before and after a change, under the writer's lock.</summary>
    public void Raise(PartitionKey partition) => Interlocked.Increment(ref Of(partition));

    /// <summary>False when a change is under way.</summary>
    public bool TryStart(PartitionKey partition, out int mark)
    {
        mark = Volatile.Read(ref Of(partition));
        return (mark & 1) == 0;
    }

    /// <summary>Nothing read since <see cref="TryStart"/> has changed meanwhile.</summary>
    public bool IsUnchanged(PartitionKey partition, int mark)
    {
        Volatile.ReadBarrier();
        return Volatile.Read(ref Of(partition)) == mark;
    }

    private ref int Of(PartitionKey partition) => ref _marks[(int)(partition.Hash % Count) * Stride];
}
