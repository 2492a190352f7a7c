using System.Globalization;
using System.Text;

namespace Reprise.Evaluation.Text;

/// <summary>How the short answers of question sets are scored.</summary>
/// <remarks>Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text" (2016), section 6.1.</remarks>
internal static class AnswerMatch
{
    private static readonly string[] s_articles = ["a", "an", "the"];

    /// <summary>Lower case, no punctuation, no English articles, one space between words.</summary>
    public static string Normalize(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsPunctuation(rune)) kept.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return string.Join(' ', kept.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => !s_articles.Contains(word, StringComparer.Ordinal)));
    }

    /// <summary>Whether both are equal after <see cref="Normalize"/>.</summary>
    public static bool IsExact(string answer, string expected) => string.Equals(Normalize(answer), Normalize(expected), StringComparison.Ordinal);

    /// <summary>
    /// 0 to 1: harmonic mean of the shares of words that the other has too, repetitions counted, after <see cref="Normalize"/>. Where one has no words, 1 when neither has
    /// and 0 else. Languages without spaces are counted character by character.
    /// </summary>
    public static double TokenF1(string answer, string expected)
    {
        var (words, reference) = (Tokens(answer), Tokens(expected));
        if (words.Count == 0 || reference.Count == 0) return words.Count == reference.Count ? 1 : 0;
        var common = Ngrams.Common(Ngrams.Count(words, 1), Ngrams.Count(reference, 1));
        return new Rouge((double)common / words.Count, (double)common / reference.Count).F1;
    }

    private static List<string> Tokens(string text)
    {
        var normal = Normalize(text);
        return normal.Length == 0 ? [] : Ngrams.WordsOf(normal);
    }

    /// <summary>As Python's <c>string.punctuation</c>, which the original uses, and the punctuation of other scripts.</summary>
    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
            or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;
}
