using System.Text;

namespace Reprise.Storage.Sqlite.Queries;

/// <summary>Ranges of text in the order SQLite compares it, which is that of code points.</summary>
internal static class TextRange
{
    /// <summary>The first text behind all that begin with the prefix; null when there is none.</summary>
    public static string? EndOfPrefix(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0)
        {
            var last = runes[^1].Value;
            runes.RemoveAt(runes.Count - 1);
            if (last == 0x10FFFF) continue;
            var next = last == 0xD7FF ? 0xE000 : last + 1;
            return string.Concat(runes.Select(rune => rune.ToString())) + new Rune(next);
        }

        return null;
    }
}
