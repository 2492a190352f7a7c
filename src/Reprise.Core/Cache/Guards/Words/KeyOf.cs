namespace Reprise.Cache.Guards.Words;

/// <summary>64-bit FNV-1a: words, quotations and numbers are compared by it. Two different ones with the same key are not to be met in practice.</summary>
internal static class KeyOf
{
    public const ulong Empty = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Text(ReadOnlySpan<char> text)
    {
        var key = Empty;
        foreach (var c in text) key = (key ^ c) * Prime;
        return key;
    }

    public static ulong Add(ulong key, char c) => (key ^ c) * Prime;

    public static ulong Add(ulong key, ulong other) => (key ^ (other + 0x9E3779B97F4A7C15 + (key << 6) + (key >> 2))) * Prime;

    public static ulong Number(double value) => Add(Empty, (ulong)BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value));

    /// <summary>Letters and digits only, in lower case: <c>node.js</c> and <c>NodeJS</c> get one key.</summary>
    public static ulong Letters(ReadOnlySpan<char> text)
    {
        var key = Empty;
        foreach (var c in text) key = AddLetter(key, c);
        return key;
    }

    /// <summary>Adds a letter or digit in lower case, and passes over everything else.</summary>
    public static ulong AddLetter(ulong key, char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is '+' or '#' ? Add(key, char.ToLowerInvariant(c)) : key;
}
