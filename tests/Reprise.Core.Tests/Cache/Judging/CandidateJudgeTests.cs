using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Embeddings;

namespace Reprise.Core.Tests.Cache.Judging;

public sealed class CandidateJudgeTests
{
    /// <summary>How sure a hit must be when its owner accepts one wrong answer in a hundred.</summary>
    private const double Sure = .99;

    [Theory]
    [InlineData("How do I reset my password?", "how do i reset my password")]
    [InlineData("How do I reset my password?", "How can I reset my password?")]
    [InlineData("How do I reset my password?", "How to reset my password")]
    [InlineData("How do I reset my password?", "Please tell me how do I reset my password?")]
    [InlineData("How do I reset my password?", "Hi, how do I reset my password? Thanks!")]
    [InlineData("What is the capital of France?", "What's the capital of France?")]
    [InlineData("What is the capital of France?", "what is capital of france ?")]
    [InlineData("Don't cats like water?", "Dont cats like water")]
    [InlineData("What is the best colour for a kitchen?", "What is the best color for the kitchen?")]
    [InlineData("Can you please explain how vaccines work?", "Explain how vaccines work")]
    [InlineData("Could you summarise the French Revolution?", "Summarize the French Revolution.")]
    [InlineData("What does photosynthesis mean?", "What is the meaning of photosynthesis?")]
    public void A_trivial_rewording_is_surely_right(string asked, string cached)
    {
        var judgement = Judge(asked, cached);
        judgement.Guard.ShouldBe(GuardKind.None);
        judgement.Probability.ShouldBeGreaterThanOrEqualTo(Sure);
    }

    [Theory]
    [InlineData("How do I reset my password?", "How do I reset my password on a phone?")]
    [InlineData("How do I reset my password?", "Why do I reset my password?")]
    [InlineData("What is the capital of France?", "What is the capital of Finland?")]
    [InlineData("What is the capital of France?", "What is the population of the capital of France?")]
    [InlineData("How many calories are in 2 eggs?", "How many calories are in 3 eggs?")]
    [InlineData("How do I enable dark mode?", "How do I disable dark mode?")]
    [InlineData("Is it safe to eat raw fish?", "Is it not safe to eat raw fish?")]
    [InlineData("Convert JSON to YAML", "Convert YAML to JSON")]
    [InlineData("What is 2+2?", "What is 2-2?")]
    [InlineData("What does IT mean?", "What does it mean?")]
    [InlineData("Sort a list in Python", "Sort a list in Java")]
    [InlineData("a[i] = b", "a(i) = b")]
    [InlineData("Write a poem about the sea", "Write a poem about the sea in French")]
    [InlineData("Do you know Python?", "Python?")]
    [InlineData("", "")]
    [InlineData(" ", "?!")]
    public void Another_question_is_not_surely_right(string asked, string cached)
    {
        var judgement = Judge(asked, cached);
        (judgement.Guard != GuardKind.None || judgement.Probability < Sure).ShouldBeTrue($"{judgement}");
    }

    [Fact]
    public void Judges_alike_whichever_text_was_first()
    {
        foreach (var (left, right) in Pairs())
        {
            var (there, back) = (Judge(left, right), Judge(right, left));
            there.Probability.ShouldBe(back.Probability, 1e-6, $"{left} | {right}");
            (there.Guard == GuardKind.None).ShouldBe(back.Guard == GuardKind.None);
        }
    }

    [Fact]
    public void More_similarity_never_lowers_the_probability()
    {
        foreach (var (left, right) in Pairs())
        {
            var (asked, cached) = (PreparedText.Of(left), PreparedText.Of(right));
            Rises(step => CandidateJudge.Shared.Judge(asked, cached, step, null));
            Rises(step => CandidateJudge.Shared.Judge(asked, cached, .8f, step));
            Rises(step => CandidateJudge.Shared.Judge(asked, cached, step, .8f));
        }

        static void Rises(Func<float, Judgement> judge)
        {
            var before = 0.0;
            for (var similarity = -1f; similarity <= 1; similarity += .05f)
            {
                var probability = judge(similarity).Probability;
                probability.ShouldBeGreaterThanOrEqualTo(before);
                before = probability;
            }
        }
    }

    [Fact]
    public void Any_text_and_any_similarity_gives_a_probability()
    {
        var texts = new[] { "", " ", "?", "\0\uFFFF\uD800", "你好吗", "🙂🙂", new string('a', 100_000), string.Join(' ', Enumerable.Repeat("why not 7", 20_000)), "{\"a\":[1,2]}", "'s n't 't", "what's" };
        foreach (var left in texts)
        {
            foreach (var right in texts)
            {
                foreach (var similarity in new[] { float.NaN, float.NegativeInfinity, -1, 0, .5f, 1, 3 })
                {
                    var judgement = CandidateJudge.Shared.Judge(PreparedText.Of(left), PreparedText.Of(right), similarity, similarity);
                    judgement.Probability.ShouldBeInRange(0, 1);
                }
            }
        }
    }

    [Fact]
    public void Texts_longer_than_is_compared_are_never_equal_by_their_beginning()
    {
        var beginning = string.Join(' ', Enumerable.Range(0, JudgedText.MostWords + 20).Select(i => $"word{i % 7}"));
        CandidateJudge.Shared.Judge(PreparedText.Of(beginning + " yes"), PreparedText.Of(beginning + " perhaps"), 1, null).Probability.ShouldBeLessThan(Sure);
    }

    private static Judgement Judge(string asked, string cached) => CandidateJudge.Shared.Judge(PreparedText.Of(asked), PreparedText.Of(cached), Similarity.Of(asked, cached), null);

    private static IEnumerable<(string, string)> Pairs() =>
    [
        ("How do I cook rice?", "What is the best way to cook rice?"), ("How old is the moon?", "How old is the sun?"), ("Is tea healthy?", "Tea"), ("Translate good morning", "Translate good night to German"),
        ("Who wrote Hamlet?", "Who is the author of Hamlet?"), ("", "Who wrote Hamlet?"),
    ];
}

internal static class Similarity
{
    public static float Of(string left, string right)
    {
        Span<float> a = stackalloc float[StaticEmbedder.Shared.Identity.Dimensions], b = stackalloc float[StaticEmbedder.Shared.Identity.Dimensions];
        StaticEmbedder.Shared.TryEmbed(left, a);
        StaticEmbedder.Shared.TryEmbed(right, b);
        var sum = 0f;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
