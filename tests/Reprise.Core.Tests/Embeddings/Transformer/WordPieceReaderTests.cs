using Reprise.Embeddings.Transformer;
using Reprise.Tests;

namespace Reprise.Core.Tests.Embeddings.Transformer;

/// <summary>The pieces of <see cref="TinyModel"/>: 1 is unknown, 4 hello, 5 world, 6 a, 7 b, 8 ##a, 9 ##b, 10 ##llo, 11 he, 12 ?, 13 ², 14 大, 15 ##c, 16 [.</summary>
public sealed class WordPieceReaderTests
{
    [Theory]
    [InlineData("", new int[0])]
    [InlineData("hello world", new[] { 4, 5 })]
    [InlineData("HÉLLO\u00a0world?", new[] { 4, 5, 12 })]
    [InlineData("hea", new[] { 11, 8 })]
    [InlineData("he llo", new[] { 11, 1 })]
    [InlineData("ab bab", new[] { 6, 9, 7, 8, 9 })]
    [InlineData("a大b", new[] { 6, 14, 7 })]
    [InlineData("a²b a²", new[] { 1, 1 })]
    [InlineData("a\u2028b\u0085a\u200bb", new[] { 6, 7, 8, 9 })]
    [InlineData("??", new[] { 12, 12 })]
    [InlineData("e\u0301 \u0301 hello", new[] { 1, 4 })]
    [InlineData("🎉 🎊", new[] { 1, 1 })]
    public void Words_become_pieces(string text, int[] pieces) => Read(text, 100).Pieces.ShouldBe(pieces);

    [Fact]
    public void Special_pieces_in_a_text_are_the_letters_they_are() => Read("[CLS] hello [SEP]", 100).Pieces.ShouldBe([16, 1, 1, 4, 16, 1, 1]);

    [Fact]
    public void A_word_of_a_hundred_characters_is_cut_and_a_longer_one_is_unknown()
    {
        Read("a" + new string('b', 99), 200).Pieces.Length.ShouldBe(100);
        Read("a" + new string('b', 100), 200).Pieces.ShouldBe([1]);
        Read(new string('a', 1_000_000), 200).Pieces.ShouldBe([1]);
    }

    [Fact]
    public void What_does_not_fit_is_said_to_be_cut()
    {
        Read("hello world", 2).Reading.Cut.ShouldBeFalse();
        Read("hello world ", 2).Reading.Cut.ShouldBeFalse();
        var (pieces, reading) = Read("hello world hello", 2);
        reading.Cut.ShouldBeTrue();
        pieces.ShouldBe([4, 5]);
        Read("ab", 1).Reading.Cut.ShouldBeTrue();
        Read(string.Concat(Enumerable.Repeat("a ", 1_000_000)), 10).Reading.ShouldBe(new WordPieceReading(10, 11, true));
    }

    [Fact]
    public void Halves_of_surrogate_pairs_are_passed_over() => Read("a\uD800 b\uDC00", 10).Pieces.ShouldBe([6, 7]);

    private static (int[] Pieces, WordPieceReading Reading) Read(string text, int room)
    {
        using var model = new TinyModel();
        var pieces = WordPieces.Read(File.ReadAllBytes(Path.Combine(model.Write(), "tokenizer.json")), 100);
        var numbers = new int[room];
        var reading = WordPieceReader.Read(pieces, text, numbers);
        return (numbers[..reading.Count], reading);
    }
}
