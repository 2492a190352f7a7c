using System.Buffers;

namespace Reprise.Server.Gateway;

/// <summary>Bytes in one piece that grow as they come, in a rented array. Not for two threads at once.</summary>
internal struct PooledBuffer
{
    /// <summary>Larger arrays are made for the call and left to the garbage collector: a pool would keep them for the life of the process.</summary>
    private const int PooledMax = 1 << 20;

    private byte[]? _array;

    public int Length { get; private set; }

    public readonly ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    /// <summary>Free space of at least <paramref name="size"/> bytes behind what is written.</summary>
    public Memory<byte> Free(int size)
    {
        EnsureFree(size);
        return _array.AsMemory(Length);
    }

    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        EnsureFree(bytes.Length);
        bytes.CopyTo(_array.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Return()
    {
        Return(_array);
        _array = null;
        Length = 0;
    }

    private void EnsureFree(int size)
    {
        if (_array is not null && _array.Length - Length >= size) return;
        var larger = Rent((int)Math.Max(Length + (long)size, Math.Min(Length * 2L, Array.MaxLength)));
        if (_array is not null)
        {
            _array.AsSpan(0, Length).CopyTo(larger);
            Return(_array);
        }

        _array = larger;
    }

    private static byte[] Rent(int size) => size <= PooledMax ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);

    private static void Return(byte[]? array)
    {
        if (array is { Length: <= PooledMax }) ArrayPool<byte>.Shared.Return(array);
    }
}
