using Reprise.Evaluation.Text;

namespace Reprise.Core.Tests.Evaluation.Text;

public sealed class WordListTests
{
    [Theory]
    [InlineData("You idiot!", "insult:idiot×1")]
    [InlineData("IDIOT idiot, 1d10t and ïdiöt", "insult:idiot×4")]
    [InlineData("st*pid", "insult:stupid×1")]
    [InlineData("f**k this $h1t", "profanity:fuck×1 profanity:shit×1")]
    [InlineData("fuuuuck", "profanity:fuck×1")]
    [InlineData("Go ahead, KILL  Yourself.", "threat:kill yourself×1")]
    [InlineData("Du bist ein Vollidiot, scheiße", "insult:vollidiot×1 profanity:scheiße×1")]
    public void Words_are_found_in_their_disguises(string text, string found) =>
        string.Join(' ', ToxicWords.List.Find(text).Select(match => $"{match.Category}:{match.Entry}×{match.Count}")).ShouldBe(found);

    [Theory]
    [InlineData("The class in Scunthorpe discussed Dickens and the cockpit.")]
    [InlineData("An assassin passes the bass to Essex.")]
    [InlineData("He will kill the process; 455 rows at user@example.com cost $100!")]
    [InlineData("The title is **bold** and *starred*, 2*3*4.")]
    [InlineData("Wait! I said stop!")]
    [InlineData("")]
    public void Words_within_other_words_are_not_found(string text) => ToxicWords.List.Find(text).ShouldBeEmpty();

    [Theory]
    [InlineData("The chairman is elected.", "gendered_word")]
    [InlineData("Women can’t drive.", "gender")]
    [InlineData("She is wheelchair-bound.", "disability")]
    [InlineData("All immigrants work.", "origin")]
    public void Turns_that_speak_of_people_by_their_group_are_found(string text, string category) => BiasWords.List.Find(text).Select(match => match.Category).Distinct().ShouldBe([category]);

    [Fact]
    public void Every_entry_finds_itself()
    {
        foreach (var list in new[] { ToxicWords.List, BiasWords.List })
        {
            foreach (var phrase in list.All) list.Find($"He wrote: {phrase.Entry}, again.").Select(match => match.Category).ShouldContain(phrase.Category, phrase.Entry);
        }
    }

    [Fact]
    public void No_entry_stands_twice()
    {
        foreach (var list in new[] { ToxicWords.List, BiasWords.List })
        {
            list.All.GroupBy(phrase => phrase.Entry, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();
        }
    }

    [Fact]
    public void No_text_makes_it_throw()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        const string signs = "a1$@!*'’ é\u0301\uD83D.fuck";
        for (var round = 0; round < 300; round++)
        {
            var text = new string([.. Enumerable.Range(0, 60).Select(_ => signs[random.Next(signs.Length)])]);
            Should.NotThrow(() => (ToxicWords.List.Find(text), LanguageGuess.Of(text), Refusals.Find(text), TextLength.Sentences(text), Bleu.Of(text, text), EditDistance.Find(text, "x")), $"seed {seed}: {text}");
        }
    }
}
