using Reprise.Evaluation.Text;

namespace Reprise.Core.Tests.Evaluation.Text;

public sealed class OverlapMeasureTests
{
    [Fact]
    public void Bleu_is_the_mean_of_runs_in_common()
    {
        // 1 word: the, the, cat, on, mat of 6: 5/6. 2 words: the cat, on the, the mat of 5: 3/5, smoothed 4/6. 3 words: on the mat of 4: 1/4, smoothed 2/5.
        // 4 words: none of 3, smoothed 1/4. Equal length, no penalty. (5/6 · 4/6 · 2/5 · 1/4)^¼ = (1/18)^¼.
        Bleu.Of("The cat sat on the mat.", "The cat is on the mat.").ShouldBe(Math.Pow(1.0 / 18, 0.25), 1e-12);
    }

    [Fact]
    public void Bleu_counts_a_repeated_word_as_often_as_it_was_expected()
    {
        // Papineni's example: 2 of 7 words; no longer run, smoothed 1/7, 1/6, 1/5. (2/7 · 1/7 · 1/6 · 1/5)^¼ = (1/735)^¼.
        Bleu.Of("the the the the the the the", "The cat is on the mat").ShouldBe(Math.Pow(1.0 / 735, 0.25), 1e-12);
    }

    [Fact]
    public void Bleu_is_less_for_an_answer_that_is_too_short()
    {
        // Every run is there; 2 words for 3: exp(1 − 3/2).
        Bleu.Of("the cat", "the cat sat").ShouldBe(Math.Exp(-0.5), 1e-12);
    }

    [Theory]
    [InlineData("the same words", "The same words!", 1)]
    [InlineData("one", "one", 1)]
    [InlineData("", "", 1)]
    [InlineData("", "word", 0)]
    [InlineData("word", "", 0)]
    [InlineData("one two", "three four", 0)]
    [InlineData("我爱北京", "我爱北京", 1)]
    public void Bleu_has_its_ends(string answer, string expected, double value) => Bleu.Of(answer, expected).ShouldBe(value, 1e-12);

    // Lin's examples: of "police killed the gunman" both have police, the, gunman and "the gunman"; in order the first has three words, the second two.
    [Theory]
    [InlineData("police kill the gunman", 3.0 / 4, 1.0 / 3, 3.0 / 4)]
    [InlineData("the gunman kill police", 3.0 / 4, 1.0 / 3, 2.0 / 4)]
    [InlineData("police killed the gunman", 1, 1, 1)]
    [InlineData("nobody was hurt", 0, 0, 0)]
    [InlineData("", 0, 0, 0)]
    public void Rouge_counts_words_pairs_and_the_longest_sequence(string answer, double one, double two, double sequence)
    {
        const string expected = "police killed the gunman";
        Rouge.OfRuns(answer, expected, 1).Recall.ShouldBe(one, 1e-12);
        Rouge.OfRuns(answer, expected, 2).Recall.ShouldBe(two, 1e-12);
        Rouge.OfSequence(answer, expected).Recall.ShouldBe(sequence, 1e-12);
    }

    [Fact]
    public void Rouge_tells_precision_from_recall()
    {
        // Both of 2 words are among the 4 expected: precision 1, recall 1/2, F1 2/3. Of pairs 1 of 1 and 1 of 3: F1 1/2.
        var words = Rouge.OfRuns("the gunman", "police killed the gunman", 1);
        (words.Precision, words.Recall).ShouldBe((1, 0.5));
        words.F1.ShouldBe(2.0 / 3, 1e-12);
        Rouge.OfRuns("the gunman", "police killed the gunman", 2).F1.ShouldBe(0.5, 1e-12);
        Rouge.OfSequence("the gunman", "police killed the gunman").F1.ShouldBe(2.0 / 3, 1e-12);
    }

    [Fact]
    public void Rouge_of_a_word_each_is_by_the_word()
    {
        Rouge.OfRuns("Paris", "paris", 2).F1.ShouldBe(1);
        Rouge.OfRuns("Paris", "Rome", 2).F1.ShouldBe(0);
    }

    [Fact]
    public void The_longest_sequence_is_that_of_the_plain_table()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var (one, other) = (Words(random), Words(random));
            CommonSequence.Length(one, other).ShouldBe(Plain(one, other), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData("The Eiffel Tower!", "eiffel tower", true, 1)]
    [InlineData("a  cat, an owl", "cat owl", true, 1)]
    [InlineData("In Paris", "Paris", false, 2.0 / 3)]
    [InlineData("", "", true, 1)]
    [InlineData("the", "", true, 1)]
    [InlineData("", "Paris", false, 0)]
    [InlineData("Rome", "Paris", false, 0)]
    [InlineData("北京市", "北京", false, 0.8)]
    [InlineData("«Paris»", "Paris", true, 1)]
    public void Short_answers_are_matched_without_case_articles_and_punctuation(string answer, string expected, bool exact, double f1)
    {
        // In Paris: 1 of 2 words, 1 of 1 expected: 2 · ½ · 1 / 1½. 北京市: 2 of 3, 2 of 2: 2 · ⅔ / 1⅔.
        AnswerMatch.IsExact(answer, expected).ShouldBe(exact);
        AnswerMatch.TokenF1(answer, expected).ShouldBe(f1, 1e-12);
    }

    private static List<string> Words(Random random)
    {
        var letters = random.Next(1, 12);
        return [.. Enumerable.Range(0, random.Next(200)).Select(_ => ((char)('a' + random.Next(letters))).ToString())];
    }

    private static int Plain(List<string> one, List<string> other)
    {
        var table = new int[one.Count + 1, other.Count + 1];
        for (var i = 1; i <= one.Count; i++)
        {
            for (var j = 1; j <= other.Count; j++) table[i, j] = one[i - 1] == other[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
        }

        return table[one.Count, other.Count];
    }
}
