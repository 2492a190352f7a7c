using Reprise.Cache.Checks;

namespace Reprise.Core.Tests.Cache.Checks;

public sealed class AnswerComparisonTests
{
    [Theory]
    [InlineData("Paris", "Paris", true, "same_text")]
    [InlineData("**Paris**.", "paris", true, "same_text")]
    [InlineData("Paris", "The capital is Paris.", true, "same_words")]
    [InlineData("Paris", "It is not Paris.", false, "denied")]
    [InlineData("Paris", "Lyon", false, "other_words")]
    [InlineData("positive", "negative", false, "other_words")]
    [InlineData("42", "42.0", true, "same_number")]
    [InlineData("42", "The answer is 42.", true, "same_number")]
    [InlineData("42", "The answer is 43.", false, "other_number")]
    [InlineData("1,000 km", "1000 km", true, "same_number")]
    [InlineData("-5", "5", false, "other_number")]
    [InlineData("Yes", "Yes, it is.", true, "same_verdict")]
    [InlineData("Yes", "No.", false, "yes_and_no")]
    [InlineData("Yes, Paris lies on the Seine.", "No, Paris does not lie on the Seine.", false, "yes_and_no")]
    [InlineData("true", "false", false, "yes_and_no")]
    [InlineData("I'm sorry, but I can't help with that.", "I cannot assist with this request.", true, "both_refuse")]
    [InlineData("I'm sorry, but I can't help with that.", "Take the first road on the left.", false, "one_refuses")]
    [InlineData("""{"a": 1, "b": [true, "x"]}""", """{"b":[true,"x"],"a":1.0}""", true, "same_json")]
    [InlineData("```json\n{\"a\": 1}\n```", """{"a":1}""", true, "same_json")]
    [InlineData("""{"a": 1}""", """{"a": 2}""", false, "other_json")]
    [InlineData("""{"a": 1}""", """{"a": 1, "b": 2}""", false, "other_json")]
    [InlineData("""{"label": "spam"}""", """{"label": "ham"}""", false, "other_json")]
    [InlineData("""{"why": "the sender is on the list of known spammers"}""", """{"why": "we know the sender as somebody who sends spam"}""", null, "json_in_other_words")]
    [InlineData("""{"a": "\ud800"}""", """{"a": "x"}""", null, "broken_text")]
    [InlineData("", "Paris", false, "one_is_empty")]
    [InlineData("!!!", "...", true, "same_text")]
    public void Plain_cases_are_told(string cached, string fresh, bool? agrees, string reason)
    {
        var said = AnswerComparison.Compare("What is it?", cached, fresh);
        (said.Agrees, said.Reason).ShouldBe((agrees, reason));
        var back = AnswerComparison.Compare("What is it?", fresh, cached);
        (back.Agrees, back.Reason).ShouldBe((agrees, reason), "the order must not matter");
    }

    [Fact]
    public void Numbers_of_the_question_are_not_the_answer() =>
        AnswerComparison.Compare("What is 12 times 12?", "144", "12 times 12 is 144.").Agrees.ShouldBe(true);

    [Theory]
    [InlineData("The meeting takes place on Tuesday in the large room on the third floor.", "The meeting takes place in the large room on the third floor on Tuesday.", true)]
    [InlineData("The train to Hamburg leaves at 9 in the morning from platform 4.", "The train to Hamburg leaves at 11 in the morning from platform 7.", false)]
    [InlineData("The new setting is enabled for all users of the workspace.", "The new setting is not enabled for all users of the workspace.", false)]
    [InlineData("Bake the bread for forty minutes in a very hot oven.", "The parliament voted against the law about taxes on fuel.", false)]
    public void Sentences_are_told_by_words_numbers_and_denial(string cached, string fresh, bool agrees) =>
        AnswerComparison.Compare("?", cached, fresh).Agrees.ShouldBe(agrees);

    [Fact]
    public void Any_text_is_read_without_an_exception()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++)
        {
            var one = Noise(random);
            var other = random.Next(4) == 0 ? one : Noise(random);
            Should.NotThrow(() => AnswerComparison.Compare(Noise(random), one, other), $"seed {seed}");
        }

        AnswerComparison.Compare("", new string('x', 2_000_000), "y").Agrees.ShouldBeNull();
    }

    private static string Noise(Random random)
    {
        const string letters = "ab 1.,-'’{}[]\":`\n\ud83d\ude00\ud800äß中\u0301%";
        return string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => letters[random.Next(letters.Length)]));
    }
}
