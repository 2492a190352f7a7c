using Reprise.Cache.Guards;

namespace Reprise.Core.Tests.Cache.Guards;

public sealed class OrderTests
{
    [Theory]
    [InlineData("Convert JSON to YAML.", "Convert YAML to JSON.")]
    [InlineData("Flights from Boston to Denver", "Flights from Denver to Boston")]
    [InlineData("Flights from Boston to Denver", "Flights to Boston from Denver")]
    [InlineData("Did Germany beat Brazil?", "Did Brazil beat Germany?")]
    [InlineData("Is Python faster than Ruby?", "Is Ruby faster than Python?")]
    [InlineData("The dog bites the man.", "The man bites the dog.")]
    [InlineData("Who was defeated by Napoleon at Jena?", "Who did defeat Napoleon at Jena?")]
    [InlineData("High prices and low wages", "Low prices and high wages")]
    public void Roles_exchanged_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Roles, a, b);

    [Theory]
    [InlineData("What is the difference between tea and coffee?", "What is the difference between coffee and tea?")]
    [InlineData("Python vs Ruby for scripts", "Ruby vs Python for scripts")]
    [InlineData("Which is better, tea or coffee?", "Which is better, coffee or tea?")]
    [InlineData("job consultant in Boston", "consultant for a job in Boston")]
    [InlineData("Germany was beaten by Brazil.", "Brazil beat Germany.")]
    [InlineData("In Denver, how do I get a passport?", "How do I get a passport in Denver?")]
    public void Another_order_with_the_same_sense_passes(string a, string b) => Pairs.ShouldPass(a, b);

    [Fact]
    public void Another_order_is_a_hint()
    {
        Pairs.Fires(GuardKind.WordOrder, "What is the difference between tea and coffee?", "What is the difference between coffee and tea?").ShouldBeTrue();
        Pairs.Fires(GuardKind.WordOrder, "How does tea taste?", "How does the tea taste?").ShouldBeFalse();
    }

    [Fact]
    public void One_word_exchanged_is_a_hint()
    {
        Pairs.Fires(GuardKind.Substitution, "How do I cook carrots?", "How do I wash carrots?").ShouldBeTrue();
        Pairs.Fires(GuardKind.Substitution, "How do I cook carrots?", "How can I cook carrots?").ShouldBeFalse();
    }
}
