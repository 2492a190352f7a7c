using System.Globalization;
using System.Text;

namespace Reprise.Storage.ClickHouse.Queries;

/// <summary>Comparisons of text that ClickHouse has no function of exactly our meaning for.</summary>
internal static class TextSql
{
    // Past this many words the index narrows no further, and ClickHouse refuses more than 64.
    private const int MostIndexedWords = 32;

    // Shorter beginnings stand in too many words for the index to help (text_index_like_min_pattern_length).
    private const int ShortestIndexedPrefix = 4;

    private static readonly Lazy<ILookup<char, char>> s_sameLetter = new(SameLetters);

    /// <summary>The column contains the text, case apart as <see cref="StringComparison.OrdinalIgnoreCase"/> has it.</summary>
    public static void Contains(SqlText sql, string column, string text)
    {
        if (text.All(c => c < 0x80 && Others(c).All(other => other < 0x80))) sql.Add("positionCaseInsensitive(").Add(column).Add(", ").Value(text).Add(") > 0");
        else sql.Add("match(").Add(column).Add(", ").Value(Pattern(text)).Add(")");
    }

    /// <summary>These words stand next to each other in <c>words</c>. The index of words narrows, the text between spaces decides.</summary>
    public static void Phrase(SqlText sql, IReadOnlyList<string> tokens, bool isPrefix)
    {
        var whole = (isPrefix ? tokens.SkipLast(1) : tokens).Distinct(StringComparer.Ordinal).Take(MostIndexedWords).ToArray();
        sql.Add("(");
        if (whole.Length > 0) sql.Add("hasAllTokens(words, ").Add("[").Add(new SqlText().List(whole, static (list, token) => list.Value(token)).ToString()[1..^1]).Add("])");
        if (tokens.Count == 1 && !isPrefix)
        {
            sql.Add(")");
            return;
        }

        if (isPrefix && tokens[^1].Length >= ShortestIndexedPrefix && tokens[^1].All(char.IsAscii))
        {
            if (whole.Length > 0) sql.Add(" AND ");
            sql.Add("words LIKE ").Value($"%{tokens[^1]}%").Add(" AND ");
        }
        else if (whole.Length > 0)
        {
            sql.Add(" AND ");
        }

        sql.Add("position(words, ").Value($" {string.Join(' ', tokens)}{(isPrefix ? "" : " ")}").Add(") > 0)");
    }

    /// <summary>A pattern that takes each letter in all the forms that count as the same.</summary>
    private static string Pattern(string text)
    {
        var pattern = new StringBuilder("(?s)");
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                var rune = new Rune(text[i], text[++i]);
                Class(pattern, new[] { rune, Rune.ToUpperInvariant(rune), Rune.ToLowerInvariant(rune) }.Where(one => string.Equals(one.ToString(), rune.ToString(), StringComparison.OrdinalIgnoreCase)).Select(one => one.Value));
                continue;
            }

            Class(pattern, Others(text[i]).Prepend(text[i]).Select(c => (int)c));
        }

        return pattern.ToString();
    }

    private static void Class(StringBuilder pattern, IEnumerable<int> runes)
    {
        pattern.Append('[');
        foreach (var rune in runes.Distinct()) pattern.Append(CultureInfo.InvariantCulture, $"\\x{{{rune:X}}}");
        pattern.Append(']');
    }

    private static IEnumerable<char> Others(char c) => s_sameLetter.Value[char.ToUpperInvariant(c)].Where(other => other != c);

    private static ILookup<char, char> SameLetters() =>
        Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => !char.IsSurrogate(c)).ToLookup(char.ToUpperInvariant);
}
