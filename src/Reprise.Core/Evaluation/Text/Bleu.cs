namespace Reprise.Evaluation.Text;

/// <summary>BLEU of one answer against one expected answer.</summary>
internal static class Bleu
{
    private const int LongestRun = 4;

    /// <summary>
    /// 0 to 1, 1 is the same words: the geometric mean of the shares of 1- to 4-word runs that the expected text has too (each counted at most as often as there), times the
    /// brevity penalty exp(1 − r/c) where the answer (c words) is shorter than what was expected (r words).
    /// </summary>
    /// <remarks>
    /// Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation" (ACL 2002). Made for whole corpora, it is 0 for most single sentences, so runs of 2 to 4
    /// words are smoothed by adding one to both counts: Lin and Och, "ORANGE" (COLING 2004), "method 2" in Chen and Cherry (2014). Words are those of
    /// <see cref="Comparison.TextWords"/>, in lower case. No word in common is 0; two texts without words are 1.
    /// </remarks>
    public static double Of(string answer, string expected)
    {
        var (words, reference) = (Ngrams.WordsOf(answer), Ngrams.WordsOf(expected));
        if (words.Count == 0 || reference.Count == 0) return words.Count == reference.Count ? 1 : 0;
        var sum = 0.0;
        for (var length = 1; length <= LongestRun; length++)
        {
            var matches = Ngrams.Common(Ngrams.Count(words, length), Ngrams.Count(reference, length));
            if (length == 1 && matches == 0) return 0;
            var all = Math.Max(0, words.Count - length + 1);
            var added = length == 1 ? 0 : 1;
            sum += Math.Log((double)(matches + added) / (all + added));
        }

        var penalty = words.Count >= reference.Count ? 1 : Math.Exp(1 - (double)reference.Count / words.Count);
        return penalty * Math.Exp(sum / LongestRun);
    }
}
