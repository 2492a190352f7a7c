using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Reprise.Server.Cache.Embedders;

/// <summary>The vectors of the texts that were asked about last, up to a number; of a text by its hash, so that no text is held. Safe for any number of threads.</summary>
internal sealed class RememberedVectors(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, LinkedListNode<(UInt128 Key, float[]? Vector)>> _byKey = [];
    private readonly LinkedList<(UInt128 Key, float[]? Vector)> _latestFirst = [];

    public int Count
    {
        get
        {
            lock (_lock) return _byKey.Count;
        }
    }

    /// <summary>The first half of the SHA-256 of a text.</summary>
    public static UInt128 KeyOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <param name="key">Of a text.</param>
    /// <param name="vector">Null also for a text that is known to have none.</param>
    public bool TryGet(UInt128 key, out float[]? vector)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node))
            {
                vector = null;
                return false;
            }

            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            vector = node.Value.Vector;
            return true;
        }
    }

    public void Add(UInt128 key, float[]? vector)
    {
        lock (_lock)
        {
            if (_byKey.ContainsKey(key)) return;
            _byKey.Add(key, _latestFirst.AddFirst((key, vector)));
            if (_byKey.Count <= most) return;
            _byKey.Remove(_latestFirst.Last!.Value.Key);
            _latestFirst.RemoveLast();
        }
    }
}
