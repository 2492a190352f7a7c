namespace Reprise.Evaluation.Text;

/// <summary>ROUGE of one answer against one expected answer. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004); without stemming.</summary>
/// <param name="Precision">Share of the answer's runs that the expected text has, 0 to 1.</param>
/// <param name="Recall">Share of the expected text's runs that the answer has, 0 to 1.</param>
internal readonly record struct Rouge(double Precision, double Recall)
{
    /// <summary>Harmonic mean of the two; 0 when both are.</summary>
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>ROUGE-N: runs of <paramref name="length"/> words in common, each counted at most as often as in the other. Two texts that have no such run are alike when their words are.</summary>
    public static Rouge OfRuns(string answer, string expected, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var (words, reference) = (Ngrams.WordsOf(answer), Ngrams.WordsOf(expected));
        if (words.Count < length && reference.Count < length) return words.SequenceEqual(reference, StringComparer.Ordinal) ? new Rouge(1, 1) : new Rouge(0, 0);
        var common = Ngrams.Common(Ngrams.Count(words, length), Ngrams.Count(reference, length));
        return Shares(common, words.Count - length + 1, reference.Count - length + 1);
    }

    /// <summary>ROUGE-L: the longest sequence of words that both have in this order, with others between or not, over the whole texts.</summary>
    public static Rouge OfSequence(string answer, string expected)
    {
        var (words, reference) = (Ngrams.WordsOf(answer), Ngrams.WordsOf(expected));
        if (words.Count == 0 && reference.Count == 0) return new Rouge(1, 1);
        return Shares(CommonSequence.Length(words, reference), words.Count, reference.Count);
    }

    private static Rouge Shares(int common, int answered, int expected) => new(answered <= 0 ? 0 : (double)common / answered, expected <= 0 ? 0 : (double)common / expected);
}
