using Reprise.Security.Tokens;

namespace Reprise.Core.Tests.Security.Tokens;

public sealed class PromptEntropyTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("aaaaaaaa", 0)]
    [InlineData("abababab", 1)]
    [InlineData("abcdefgh", 3)]
    [InlineData("日本日本", 1)]
    [InlineData("ab日本", 2)]
    public void Entropy_is_that_of_the_single_characters(string text, double bits) => PromptEntropy.Of(text).ShouldBe(bits, 1e-9);

    [Fact]
    public void Prose_lies_between_repetition_and_noise()
    {
        var prose = PromptEntropy.Of("Please read the minutes of the last meeting and tell me who promised what, in the order of the dates.");
        prose.ShouldBeInRange(3.8, 4.5);
        PromptEntropy.Of(Convert.ToBase64String(Enumerable.Range(0, 300).Select(i => (byte)(i * 151 + i * i)).ToArray())).ShouldBeGreaterThan(prose + 1);
    }
}
