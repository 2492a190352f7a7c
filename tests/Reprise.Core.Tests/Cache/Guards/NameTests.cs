using Reprise.Cache.Guards;

namespace Reprise.Core.Tests.Cache.Guards;

public sealed class NameTests
{
    [Theory]
    [InlineData("Who is Marie Curie?", "Who is Rosa Luxemburg?")]
    [InlineData("What does the film Amadeus show?", "What does the film Gandhi show?")]
    [InlineData("how do i beat brandubh", "how do i beat zorvath")]
    [InlineData("What are the goals of NATO?", "What are the goals of ASEAN?")]
    [InlineData("Is vitamin B good for me?", "Is vitamin D good for me?")]
    public void Other_names_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Names, a, b);

    [Theory]
    [InlineData("What does the World Health Organization do?", "What does the WHO do?")]
    [InlineData("What is Anna's job?", "What is the job of Anna?")]
    [InlineData("How large is Stack Overflow?", "How large is StackOverflow?")]
    [InlineData("Is Kubernetes hard?", "Is kubernetes hard?")]
    [InlineData("How big is the US?", "How big is the United States?")]
    [InlineData("How big is New York?", "How big is NYC?")]
    [InlineData("What is the capital of Kazakhstan?", "What is the capital of Kazakstan?")]
    public void The_same_name_written_otherwise_passes(string a, string b) => Pairs.ShouldPass(a, b);

    [Theory]
    [InlineData("Write quicksort in Python.", "Write quicksort in Java.")]
    [InlineData("write quicksort in c#", "write quicksort in c++")]
    [InlineData("What is the capital of Peru?", "What is the capital of Chile?")]
    [InlineData("Is a red car faster?", "Is a blue car faster?")]
    [InlineData("How do I train a dog?", "How do I train a cat?")]
    [InlineData("best pizza in boston", "best pizza in chicago")]
    [InlineData("Why is Java slow?", "Why is JavaScript slow?")]
    [InlineData("Is Go better for servers?", "Is Rust better for servers?")]
    public void Two_of_one_sort_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Alternatives, a, b);

    [Theory]
    [InlineData("Should I go home?", "Should I walk home?")]
    [InlineData("Write quicksort in JavaScript.", "Write quicksort in JS.")]
    [InlineData("Indian food", "Food of India")]
    public void One_of_a_sort_by_two_names_passes(string a, string b) => Pairs.ShouldPass(a, b);

    [Fact]
    public void A_name_on_one_side_alone_is_a_hint_and_no_veto()
    {
        const string with = "What is the best plant for a garden in Reykjavik?", without = "What is the best plant for a garden?";
        Pairs.Fires(GuardKind.NameOnOneSide, with, without).ShouldBeTrue();
        Pairs.ShouldPass(with, without);
    }

    [Theory]
    [InlineData("What does \"raison d'être\" mean?", "What does \"carpe diem\" mean?")]
    [InlineData("Translate “good night”.", "Translate “good morning”.")]
    public void Other_quotations_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Quotes, a, b);

    [Theory]
    [InlineData("Translate \"good night\".", "Translate “Good night”.")]
    [InlineData("What does 'carpe diem' mean?", "What does carpe diem mean?")]
    public void The_same_quotation_passes(string a, string b) => Pairs.ShouldPass(a, b);
}
