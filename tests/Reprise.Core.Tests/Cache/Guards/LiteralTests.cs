using Reprise.Cache.Guards;

namespace Reprise.Core.Tests.Cache.Guards;

public sealed class LiteralTests
{
    [Theory]
    [InlineData("What does `user_id` hold?", "What does `user_name` hold?")]
    [InlineData("What does getUser() return?", "What does getOrder() return?")]
    [InlineData("What does ls -r do?", "What does ls -R do?")]
    [InlineData("What does --force do?", "What does --dry-run do?")]
    [InlineData("Explain main.py", "Explain setup.py")]
    [InlineData("Look into /etc/hosts", "Look into /etc/passwd")]
    [InlineData("Explain commit 3f2a9b1c", "Explain commit 77aa01ff")]
    [InlineData("Compute 6*7", "Compute 6+7")]
    public void Other_identifiers_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Code, a, b);

    [Theory]
    [InlineData("What does `foo_bar` do?", "What does foo_bar do?")]
    [InlineData("How do I install Node.js?", "How do I install NodeJS?")]
    [InlineData("Is it on-topic?", "Is it on topic?")]
    public void The_same_identifier_passes(string a, string b) => Pairs.ShouldPass(a, b);

    [Theory]
    [InlineData("Summarize https://example.com/a", "Summarize https://example.com/b")]
    [InlineData("Write to anna@example.com", "Write to bert@example.com")]
    [InlineData("Summarize https://example.com/a", "Summarize this")]
    public void Other_addresses_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Urls, a, b);

    [Fact]
    public void The_same_address_passes() => Pairs.ShouldPass("Summarize https://www.Example.com/a/", "Summarize http://example.com/a.");

    [Theory]
    [InlineData("Why did Rome fall?", "When did Rome fall?")]
    [InlineData("Where is coffee grown?", "Why is coffee grown?")]
    [InlineData("How many moons has Jupiter?", "How old are the moons Jupiter has?")]
    [InlineData("What is the reason that Rome fell?", "When did Rome fall?")]
    public void Another_question_fires(string a, string b) => Pairs.ShouldFire(GuardKind.QuestionType, a, b);

    [Theory]
    [InlineData("What is the reason that ice floats?", "Why is it that ice floats?")]
    [InlineData("How do I learn to swim?", "What is the best way to learn to swim?")]
    [InlineData("How to learn to swim?", "How can I learn to swim?")]
    [InlineData("How come ice floats?", "Why does ice float?")]
    [InlineData("Can you tell me why ice floats?", "Why does ice float?")]
    [InlineData("When I swim I get cold. Why?", "Why do I get cold when I swim?")]
    public void The_same_question_in_other_words_passes(string a, string b) => Pairs.ShouldPass(a, b);

    [Theory]
    [InlineData("Explain gravity.", "Explain gravity in detail.")]
    [InlineData("Explain gravity in one sentence.", "Explain gravity in one paragraph.")]
    [InlineData("List the planets as JSON.", "List the planets as a table.")]
    [InlineData("List the planets as JSON.", "List the planets.")]
    [InlineData("Explain gravity step by step.", "Explain gravity.")]
    public void Another_form_of_the_answer_fires(string a, string b) => Pairs.ShouldFire(GuardKind.Form, a, b);

    [Theory]
    [InlineData("Explain gravity in French.", "Explain gravity in German.")]
    [InlineData("Explain gravity in French.", "Explain gravity.")]
    [InlineData("Wie alt ist die Erde und warum ist sie nicht eckig?", "How old is the earth and why is it not square?")]
    [InlineData("Расскажи о Москве", "Tell me of Moscow")]
    public void Another_language_fires(string a, string b) => Pairs.ShouldFire(GuardKind.Language, a, b);
}
