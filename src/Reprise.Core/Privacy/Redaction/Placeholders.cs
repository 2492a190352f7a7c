using System.Buffers;

namespace Reprise.Privacy.Redaction;

/// <summary>What labels and pseudonyms look like, so that a redacted text is not redacted again.</summary>
internal static class Placeholders
{
    public const int HashLength = 10;
    private const int LengthMax = 96;
    private static readonly SearchValues<char> s_hash = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> s_type = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.");

    public static string Label(string type) => $"[{type}]";

    public static string Pseudonym(string type, string hash) => $"[{type}:{hash}]";

    /// <summary>Whether a part of a text lies in a placeholder.</summary>
    public static bool Covers(ReadOnlySpan<char> text, int start, int end)
    {
        var open = text[..Math.Min(text.Length, start + 1)].LastIndexOf('[');
        if (open < 0 || start - open > LengthMax) return false;
        var rest = text[open..Math.Min(text.Length, open + LengthMax)];
        var close = rest.IndexOf(']');
        return close > 1 && open + close + 1 >= end && IsOne(rest[1..close]);
    }

    /// <summary>Whether a whole text is one.</summary>
    public static bool IsOne(string text) => text is ['[', .., ']'] && IsOne(text.AsSpan(1, text.Length - 2));

    /// <summary>A type of lower-case letters, digits, <c>_</c> and dots, and a hash of lower-case hexadecimal digits behind a colon, or none.</summary>
    private static bool IsOne(ReadOnlySpan<char> inner)
    {
        var colon = inner.IndexOf(':');
        if (colon >= 0 && (inner.Length - colon - 1 != HashLength || inner[(colon + 1)..].ContainsAnyExcept(s_hash))) return false;
        var type = colon < 0 ? inner : inner[..colon];
        return type.Length > 1 && char.IsAsciiLetterLower(type[0]) && !type.ContainsAnyExcept(s_type);
    }
}
