using System.Buffers;

namespace Reprise.Client.Http;

/// <summary>A path with what changes from call to call left out: ids, names and keys in it would be many names for one thing, and some of them secrets.</summary>
internal static class PathShape
{
    private const int MostSegments = 12;
    private const int LongestWord = 24;
    private static readonly SearchValues<char> s_wordLike = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

    public static string Of(string path)
    {
        var segments = path.Split('/', MostSegments + 2);
        for (var i = 1; i < segments.Length; i++)
            if (segments[i].Length > 0 && !IsFixed(segments[i])) segments[i] = "{}";
        return segments.Length > MostSegments + 1 ? string.Join('/', segments[..(MostSegments + 1)]) + "/…" : string.Join('/', segments);
    }

    /// <summary>A word, or a version: <c>v1</c>, <c>v1beta</c>.</summary>
    private static bool IsFixed(string segment)
    {
        if (segment.Length > LongestWord) return false;
        if (!segment.AsSpan().ContainsAnyExcept(s_wordLike)) return !LooksRandom(segment);
        return segment.Length <= 8 && segment[0] is 'v' && char.IsAsciiDigit(segment[1]) && segment.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '.');
    }

    /// <summary>Words change between small and capital letters at their beginnings only.</summary>
    private static bool LooksRandom(string segment)
    {
        var turns = 0;
        for (var i = 1; i < segment.Length; i++)
            if (char.IsAsciiLetterUpper(segment[i]) && char.IsAsciiLetterUpper(segment[i - 1]) != char.IsAsciiLetterUpper(segment[i])) turns++;
        return turns > 3;
    }
}
