namespace Reprise.Comparison;

/// <summary>How many words two texts have in common.</summary>
internal static class WordOverlap
{
    /// <summary>Only so many characters of a text are looked at.</summary>
    private const int MostCharacters = 2_000_000;

    /// <summary>
    /// Jaccard's index of the two sets of <see cref="TextWords"/>: words in both over words in either, 0 to 1. 1 when neither has any, 0 when only one has.
    /// Neither order nor repetition counts.
    /// </summary>
    public static double Of(string? one, string? other)
    {
        if (string.Equals(one ?? "", other ?? "", StringComparison.Ordinal)) return 1;
        var (first, second) = (Set(one), Set(other));
        if (first.Count == 0 && second.Count == 0) return 1;
        var common = first.Count(second.Contains);
        return (double)common / (first.Count + second.Count - common);
    }

    private static HashSet<string> Set(string? text)
    {
        if (string.IsNullOrEmpty(text)) return [];
        return new HashSet<string>(TextWords.Of(text.Length > MostCharacters ? text[..MostCharacters] : text), StringComparer.Ordinal);
    }
}
