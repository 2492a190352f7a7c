using Reprise.Cache.Guards;

namespace Reprise.Core.Tests.Cache.Guards;

public sealed class PolarityTests
{
    [Theory]
    [InlineData("Is it safe to drink tap water?", "Is it not safe to drink tap water?")]
    [InlineData("How do I start the server with TLS?", "How do I start the server without TLS?")]
    [InlineData("The door will open on Sundays.", "The door won't open on Sundays.")]
    [InlineData("why does my cat eat grass", "why doesnt my cat eat grass")]
    [InlineData("Why can plants grow here?", "Why cannot plants grow here?")]
    [InlineData("She answered the letter.", "She failed to answer the letter.")]
    [InlineData("He signed the contract.", "He refused to sign the contract.")]
    [InlineData("How can I smoke?", "How can I stop smoking?")]
    [InlineData("Use tabs for indentation.", "Use spaces instead of tabs for indentation.")]
    [InlineData("The engine is capable of running on diesel.", "The engine is incapable of running on diesel.")]
    [InlineData("The bridge has been repaired.", "The bridge has yet to be repaired.")]
    [InlineData("The work was done by Anna.", "The work was done by someone other than Anna.")]
    [InlineData("We always invite the neighbours.", "We never invite the neighbours.")]
    [InlineData("It is quite suitable for large data.", "It is not suitable for large data.")]
    [InlineData("The witness was involved in the crash.", "The witness was uninvolved in the crash.")]
    public void A_denial_on_one_side_fires(string a, string b) => (Pairs.Fires(GuardKind.Negation, a, b) || Pairs.Fires(GuardKind.Opposites, a, b)).ShouldBeTrue($"{a} | {b}");

    [Theory]
    [InlineData("I like cats, not dogs.", "I like dogs, not cats.")]
    [InlineData("Write it in prose but not in rhyme.", "Write it in rhyme but not in prose.")]
    public void It_matters_which_word_is_denied(string a, string b) => Pairs.ShouldFire(GuardKind.Negation, a, b);

    [Theory]
    [InlineData("It is impossible.", "It is not possible.")]
    [InlineData("This was legal.", "This was not illegal.")]
    [InlineData("He is not incorrect.", "He is correct.")]
    [InlineData("That is not a bad sign.", "That is a good sign.")]
    [InlineData("I am sure.", "I am not unsure.")]
    [InlineData("The flag isn't set.", "The flag is not set.")]
    [InlineData("The test did not pass.", "The test failed to pass.")]
    [InlineData("How do I avoid crashes?", "How do I prevent crashes?")]
    [InlineData("No, the page is not there.", "The page is not there.")]
    [InlineData("It is not only fast.", "It is fast.")]
    [InlineData("Tell me whether or not it rains.", "Tell me whether it rains.")]
    [InlineData("Why don't cats swim?", "Why do cats not swim?")]
    public void Two_denials_undo_each_other_and_sayings_are_none(string a, string b) => Pairs.ShouldPass(a, b);

    [Theory]
    [InlineData("How do I enable logging?", "How do I disable logging?")]
    [InlineData("What happens before sunrise?", "What happens after sunrise?")]
    [InlineData("How can I increase the heap size?", "How can I decrease the heap size?")]
    [InlineData("Is this mushroom poisonous? It is harmful.", "Is this mushroom poisonous? It is harmless.")]
    [InlineData("What is the minimum salary?", "What is the maximum salary?")]
    [InlineData("Sort the rows ascending.", "Sort the rows descending.")]
    [InlineData("how to install docker", "how to uninstall docker")]
    [InlineData("Is it legal to park here?", "Is it illegal to park here?")]
    [InlineData("Find the largest file.", "Find the smallest file.")]
    [InlineData("He was guilty.", "He was innocent.")]
    [InlineData("How do I turn the lights on in the attic?", "How do I turn the lights off in the attic?")]
    [InlineData("How do I encrypt a file?", "How do I decrypt a file?")]
    [InlineData("Which books were published early in spring?", "Which books were published late in spring?")]
    [InlineData("Rising prices reduce demand.", "Rising prices increase demand.")]
    [InlineData("What are the advantages of solar power?", "What are the disadvantages of solar power?")]
    [InlineData("How do I mount the disk?", "How do I unmount the disk?")]
    public void Opposites_in_the_same_place_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Opposites, a, b);

    [Theory]
    [InlineData("How do I open and close a file?", "How do I close and open a file?")]
    [InlineData("What is the best way to learn chess?", "What is a good way to learn chess?")]
    [InlineData("Where can I buy fresh fish?", "Where can I purchase fresh fish?")]
    [InlineData("Explain how rain forms.", "Please explain how rain forms.")]
    [InlineData("Informing customers is a duty.", "It is a duty to inform customers.")]
    public void Words_that_only_look_like_opposites_pass(string a, string b) => Pairs.ShouldPass(a, b);

    [Theory]
    [InlineData("The museum is open on weekdays.", "The museum is open on weekdays only.")]
    [InlineData("The road was blocked.", "The road was partly blocked.")]
    public void A_limit_on_one_side_fires(string a, string b) => Pairs.ShouldFire(GuardKind.Limits, a, b);
}
