namespace Reprise.Comparison;

/// <summary>
/// What changed from one text to another, in pieces that make both again. Where a difference by words would take too long it is looked for by lines, then by
/// sentences, and within those that changed by words; where even that would, the whole stretch is removed and added.
/// </summary>
internal static class TextDiff
{
    /// <summary>Of still longer texts lines are not looked for either: all is removed and added.</summary>
    private const int LongestForLines = 4_000_000;

    private static readonly Func<string, List<string>>[] s_coarser = [DiffTokens.Lines, DiffTokens.Sentences];

    /// <summary>Null when the texts are equal or one is longer than <see cref="DiffLimits.MaxCharacters"/>.</summary>
    public static IReadOnlyList<DiffPiece>? Words(string original, string replay)
    {
        if (Math.Max(original.Length, replay.Length) > DiffLimits.MaxCharacters || string.Equals(original, replay, StringComparison.Ordinal)) return null;
        var pieces = new DiffPieces();
        Compare(original, replay, 0, pieces, new DiffBudget());
        return pieces.ToList();
    }

    /// <summary>Null when the texts are equal.</summary>
    public static IReadOnlyList<DiffPiece>? Lines(string original, string replay)
    {
        if (string.Equals(original, replay, StringComparison.Ordinal)) return null;
        var pieces = new DiffPieces();
        var isLong = Math.Max(original.Length, replay.Length) > LongestForLines;
        var (before, after) = isLong ? ([original], [replay]) : (DiffTokens.Lines(original), DiffTokens.Lines(replay));
        Emit(before, after, TokenMatches.Find(before, after, new DiffBudget()) ?? TokenMatches.Ends(before, after), pieces, pieces.Change);
        return pieces.ToList();
    }

    /// <param name="original">A stretch of the first text.</param>
    /// <param name="replay">The stretch of the second that stands in its place.</param>
    /// <param name="level">The first of <see cref="s_coarser"/> that has not been tried.</param>
    /// <param name="pieces">Where they go.</param>
    /// <param name="budget">Of the whole difference.</param>
    private static void Compare(string original, string replay, int level, DiffPieces pieces, DiffBudget budget)
    {
        var (before, after) = (DiffTokens.Words(original), DiffTokens.Words(replay));
        if (TokenMatches.Find(before, after, budget) is { } words)
        {
            Emit(before, after, words, pieces, pieces.Change);
            return;
        }

        for (; level < s_coarser.Length; level++)
        {
            var next = level + 1;
            var (one, other) = (s_coarser[level](original), s_coarser[level](replay));
            if (one.Count + other.Count <= 2 || TokenMatches.Find(one, other, budget) is not { Count: > 0 } matches) continue;
            Emit(one, other, matches, pieces, (removed, added) => Compare(removed, added, next, pieces, budget));
            return;
        }

        Emit(before, after, TokenMatches.Ends(before, after), pieces, pieces.Change);
    }

    /// <param name="before">All tokens of the first.</param>
    /// <param name="after">All tokens of the second.</param>
    /// <param name="matches">Those that are the same.</param>
    /// <param name="pieces">Where they go.</param>
    /// <param name="changed">Is given what stands between two matches; one side may be empty.</param>
    private static void Emit(List<string> before, List<string> after, List<(int Original, int Replay)> matches, DiffPieces pieces, Action<string, string> changed)
    {
        var (i, j) = (0, 0);
        foreach (var (one, other) in matches)
        {
            Between(one, other);
            pieces.Same(before[one]);
            (i, j) = (one + 1, other + 1);
        }

        Between(before.Count, after.Count);

        void Between(int one, int other)
        {
            if (i < one || j < other) changed(Joined(before, i, one), Joined(after, j, other));
        }
    }

    private static string Joined(List<string> tokens, int start, int end) => end - start == 1 ? tokens[start] : string.Concat(tokens.Skip(start).Take(end - start));
}
