using System.Runtime.CompilerServices;

namespace Reprise.Embeddings.Index;

/// <summary>
/// Numbers for partitions, so that an entry needs four bytes to say where it belongs and not sixteen. A number is given again after its partition has lost its
/// last entry, so a reader compares the whole key each time. One writer at a time; arrays never move, so readers need no lock to look.
/// </summary>
internal sealed class PartitionNames
{
    private const int Bits = 8;
    private const int Size = 1 << Bits;

    private readonly Stack<int> _free = new();
    private PartitionKey[][] _keys = [];
    private int _used;

    public long Bytes => (long)_keys.Length * (Size * Unsafe.SizeOf<PartitionKey>() + 32) + (long)_free.Capacity * sizeof(int);

    /// <summary>The key; one of no partition for a number that a reader sees before its key.</summary>
    public PartitionKey Of(int number)
    {
        var keys = Volatile.Read(ref _keys);
        return number >> Bits < keys.Length ? keys[number >> Bits][number & (Size - 1)] : default;
    }

    public int Take(PartitionKey partition)
    {
        var number = _free.Count > 0 ? _free.Pop() : _used++;
        if (number >> Bits == _keys.Length) Volatile.Write(ref _keys, [.. _keys, new PartitionKey[Size]]);
        _keys[number >> Bits][number & (Size - 1)] = partition;
        return number;
    }

    public void Free(int number) => _free.Push(number);
}
