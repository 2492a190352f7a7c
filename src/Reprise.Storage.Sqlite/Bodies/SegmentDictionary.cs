using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>
/// Which segments were seen lately, by hash, so that a piece seen again needs no look into the database. Bounded: of two generations the older is forgotten when
/// the younger is full, and a forgotten piece costs only its space again. Used by the writer alone.
/// </summary>
internal sealed class SegmentDictionary(int capacity)
{
    private readonly List<Key> _uncommitted = [];
    private Dictionary<Key, long> _young = [];
    private Dictionary<Key, long> _old = [];

    public static Key KeyOf(int project, ReadOnlySpan<byte> piece)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(piece, hash);
        return new Key(BinaryPrimitives.ReadUInt128LittleEndian(hash), project);
    }

    public bool TryFind(Key key, out long segment)
    {
        if (_young.TryGetValue(key, out segment)) return true;
        if (!_old.TryGetValue(key, out segment)) return false;
        Keep(key, segment);
        return true;
    }

    public void Add(Key key, long segment)
    {
        _uncommitted.Add(key);
        Keep(key, segment);
    }

    /// <summary>Adds what was read from the database, unless the key is there.</summary>
    public void Refill(Key key, long segment)
    {
        if (_young.Count < capacity / 2 && !_old.ContainsKey(key)) _young.TryAdd(key, segment);
    }

    public void Committed() => _uncommitted.Clear();

    public void RolledBack()
    {
        foreach (var key in _uncommitted)
        {
            _young.Remove(key);
            _old.Remove(key);
        }

        _uncommitted.Clear();
    }

    public void Clear()
    {
        _young.Clear();
        _old.Clear();
        _uncommitted.Clear();
    }

    private void Keep(Key key, long segment)
    {
        if (_young.Count >= capacity / 2)
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        _young[key] = segment;
    }

    /// <summary>Half of a SHA-256, and the project: segments are never shared between projects.</summary>
    public readonly record struct Key(UInt128 Hash, int Project);
}
