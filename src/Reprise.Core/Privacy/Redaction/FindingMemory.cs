using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Reprise.Privacy.Redaction;

/// <summary>
/// What was found in long texts lately, by their hash: a conversation brings its whole history with each turn. Holds no text. Two generations of bounded size; what is
/// asked for again moves to the young one. Safe for use from many threads.
/// </summary>
internal sealed class FindingMemory
{
    /// <summary>Shorter texts are looked through as quickly as they are hashed.</summary>
    public const int ShortestText = 512;

    private const int MostTexts = 4096;

    private readonly Lock _lock = new();
    private Dictionary<UInt128, Found[]> _young = [];
    private Dictionary<UInt128, Found[]> _old = [];

    public static UInt128 KeyOf(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    public Found[]? Find(UInt128 key)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(key, out var found)) return found;
            if (!_old.Remove(key, out found)) return null;
            Add(key, found);
            return found;
        }
    }

    public void Keep(UInt128 key, Found[] found)
    {
        lock (_lock) Add(key, found);
    }

    private void Add(UInt128 key, Found[] found)
    {
        if (_young.Count >= MostTexts) (_old, _young) = (_young, []);
        _young[key] = found;
    }
}

/// <summary>Something found that is to be replaced.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Start">In characters.</param>
/// <param name="Length">In characters.</param>
/// <param name="Mode">What becomes of it.</param>
internal readonly record struct Found(string Type, int Start, int Length, RedactionMode Mode)
{
    public int End => Start + Length;
}
