using Reprise.Evaluation.Text;

namespace Reprise.Core.Tests.Evaluation.Text;

public sealed class TextLengthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("e\u0301", 1)]
    [InlineData("👩‍👩‍👧👍🏽🇩🇪", 3)]
    [InlineData("a\r\nb", 3)]
    public void Characters_are_what_a_reader_sees(string text, int count) => TextLength.Characters(text).ShouldBe(count);

    [Theory]
    [InlineData("", 0)]
    [InlineData("Don't stop, please!", 3)]
    [InlineData("?! …", 0)]
    [InlineData("1 + 1 = 2 👍", 3)]
    [InlineData("我爱北京", 4)]
    public void Words_have_a_letter_or_digit(string text, int count) => TextLength.Words(text).ShouldBe(count);

    [Theory]
    [InlineData("", 0)]
    [InlineData("...", 0)]
    [InlineData("One", 1)]
    [InlineData("One. Two! Three?", 3)]
    [InlineData("It costs 3.50 dollars, e.g. this one. Good.", 2)]
    [InlineData("I met J. Doe there. He left.", 2)]
    [InlineData("Really?! Yes...", 2)]
    [InlineData("He said \"go.\" She went.", 2)]
    [InlineData("Steps:\n1. Open it.\n2. Close it.", 3)]
    [InlineData("A title\n\nA text without an end", 2)]
    [InlineData("One line\nthat goes on.", 1)]
    [InlineData("今天很好。我们走吧！", 2)]
    [InlineData("यह अच्छा है। चलो।", 2)]
    public void Sentences_end_with_a_mark_or_a_paragraph(string text, int count) => TextLength.Sentences(text).ShouldBe(count);
}
