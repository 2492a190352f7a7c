namespace Reprise.Evaluation.Text;

/// <summary>Runs of words of one length, counted.</summary>
internal static class Ngrams
{
    /// <summary>Longer texts are measured by so many words of their beginning.</summary>
    public const int MostWords = 20_000;

    public static Dictionary<string, int> Count(IReadOnlyList<string> words, int length)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + length <= words.Count; i++)
        {
            var run = length == 1 ? words[i] : string.Join('\n', Enumerable.Range(i, length).Select(place => words[place]));
            counts[run] = counts.GetValueOrDefault(run) + 1;
        }

        return counts;
    }

    /// <summary>How many of the first also stand in the second, each at most as often as it stands there.</summary>
    public static int Common(Dictionary<string, int> one, Dictionary<string, int> other) => one.Sum(pair => Math.Min(pair.Value, other.GetValueOrDefault(pair.Key)));

    public static List<string> WordsOf(string text)
    {
        var words = Comparison.TextWords.Of(text);
        if (words.Count > MostWords) words.RemoveRange(MostWords, words.Count - MostWords);
        return words;
    }
}
