using Reprise.Comparison;

namespace Reprise.Core.Tests.Comparison;

public sealed class TextWordsTests
{
    [Theory]
    [InlineData("Hello, World! Hello?", "hello|world|hello")]
    [InlineData("Don’t set max_tokens to 1,000.5.", "don't|set|max_tokens|to|1,000.5")]
    [InlineData("\"quoted\" 'single' end.", "quoted|single|end")]
    [InlineData("ÄRGER Ελλάδα МОСКВА", "ärger|ελλάδα|москва")]
    [InlineData("नमस्ते दुनिया", "नमस्ते|दुनिया")]
    [InlineData("مرحبا بالعالم", "مرحبا|بالعالم")]
    [InlineData("我爱北京", "我|爱|北|京")]
    [InlineData("東京へ行くPython3", "東|京|へ|行|く|python3")]
    [InlineData("ไปกิน", "ไ|ป|กิ|น")]
    [InlineData("안녕 하세요", "안녕|하세요")]
    [InlineData("good 👍🏽 2+2=4", "good|👍🏽|2|+|2|=|4")]
    [InlineData("?! ...", "?!|...")]
    [InlineData(" \t\n", "")]
    public void Words_are_found_in_any_language(string text, string words) => string.Join('|', TextWords.Of(text)).ShouldBe(words);

    [Fact]
    public void Half_a_pair_of_surrogates_is_a_word_and_no_fault() => TextWords.Of("a\uD83D b").ShouldBe(["a", "\uFFFD", "b"]);
}
