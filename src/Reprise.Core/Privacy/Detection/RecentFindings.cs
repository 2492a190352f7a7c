using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Reprise.Privacy.Detection;

/// <summary>
/// What was found in texts a moment ago, by their hash: the same text is looked at before it is recorded and again when it is scanned. Holds no text. Two generations of
/// bounded size, so that it forgets by itself. Safe for use from many threads.
/// </summary>
internal sealed class RecentFindings
{
    /// <summary>Shorter texts are looked through as quickly as they are hashed.</summary>
    public const int ShortestText = 128;

    private const int MostTexts = 2048;

    /// <summary>Of all texts of a generation together: one long list of addresses has more than a thousand prompts.</summary>
    private const int MostFindings = 65_536;

    private readonly Lock _lock = new();
    private Dictionary<UInt128, TextFinding[]> _young = [];
    private Dictionary<UInt128, TextFinding[]> _old = [];
    private int _findings;

    public static UInt128 KeyOf(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    public TextFinding[]? Find(UInt128 key)
    {
        lock (_lock) return _young.TryGetValue(key, out var found) || _old.TryGetValue(key, out found) ? found : null;
    }

    public void Keep(UInt128 key, TextFinding[] found)
    {
        if (found.Length > MostFindings) return;
        lock (_lock)
        {
            if (_young.Count >= MostTexts || _findings + found.Length > MostFindings) (_old, _young, _findings) = (_young, [], 0);
            if (_young.TryAdd(key, found)) _findings += found.Length;
        }
    }
}
