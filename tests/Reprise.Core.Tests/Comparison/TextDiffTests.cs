using System.Globalization;
using System.Text;
using Reprise.Comparison;

namespace Reprise.Core.Tests.Comparison;

public sealed class TextDiffTests
{
    private static readonly string[] s_atoms =
    [
        "the ", "parcel", " is", "\r\n", "\n", "\r", "\t", "  ", ".", ", ", "e\u0301", "é", "👩‍👩‍👧", "👍🏽", "🇩🇪", "🇫🇷", "مرحبا ", "שלום", "\u202E", "\u200F", "我爱", "ไปกิน", "नमस्ते", "{\"a\":1}",
        "\u0301", "\uD83D", "\uDC4D", "\0", "don't", "_", "x1", "\u00A0", "\u2028",
    ];

    [Fact]
    public void Words_that_differ_stand_between_those_that_do_not() =>
        TextDiff.Words("The parcel is lost.", "The parcel was found.").ShouldBe(
        [
            new DiffPiece(DiffKind.Same, "The parcel "), new DiffPiece(DiffKind.Removed, "is lost"), new DiffPiece(DiffKind.Added, "was found"), new DiffPiece(DiffKind.Same, "."),
        ]);

    [Fact]
    public void Lines_that_differ_stand_between_those_that_do_not() =>
        TextDiff.Lines("one\r\ntwo\r\nthree", "one\r\nzwei\r\nthree").ShouldBe(
        [
            new DiffPiece(DiffKind.Same, "one\r\n"), new DiffPiece(DiffKind.Removed, "two\r\n"), new DiffPiece(DiffKind.Added, "zwei\r\n"), new DiffPiece(DiffKind.Same, "three"),
        ]);

    [Fact]
    public void Characters_are_the_words_of_scripts_without_spaces() =>
        TextDiff.Words("我爱北京", "我爱上海").ShouldBe([new DiffPiece(DiffKind.Same, "我爱"), new DiffPiece(DiffKind.Removed, "北京"), new DiffPiece(DiffKind.Added, "上海")]);

    [Fact]
    public void Equal_texts_have_no_difference()
    {
        TextDiff.Words("same", "same").ShouldBeNull();
        TextDiff.Lines("same", "same").ShouldBeNull();
    }

    [Fact]
    public void White_space_alone_is_a_difference() => Check("a b", "a  b", TextDiff.Words("a b", "a  b")!, "");

    [Fact]
    public void Text_beyond_the_limit_is_compared_by_lines_only()
    {
        var text = new string('x', DiffLimits.MaxCharacters + 1);
        TextDiff.Words(text, "y").ShouldBeNull();
        Check(text, "y", TextDiff.Lines(text, "y")!, "");
    }

    [Fact]
    public void The_pieces_of_any_two_texts_make_both_again_and_tear_no_character()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var original = Text(random, random.Next(40));
            var replay = random.Next(3) == 0 ? Text(random, random.Next(40)) : Changed(random, original);
            if (original == replay) continue;
            var hint = $"seed {seed}, round {round}";
            Check(original, replay, TextDiff.Words(original, replay)!, hint);
            Check(original, replay, TextDiff.Lines(original, replay)!, hint);
        }
    }

    [Fact]
    public void The_pieces_of_long_texts_make_both_again()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            var original = Text(random, 6_000);
            var replay = original;
            for (var i = 0; i < 20; i++) replay = Changed(random, replay);
            Check(original, replay, TextDiff.Words(original, replay)!, $"seed {seed}, round {round}");
            Check(original, replay, TextDiff.Lines(original, replay)!, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void A_small_change_in_a_long_text_stays_small()
    {
        var random = new Random(7);
        var words = Enumerable.Range(0, 20_000).Select(_ => "w" + random.Next(300).ToString(CultureInfo.InvariantCulture)).ToArray();
        var original = string.Join(' ', words);
        (words[500], words[10_000], words[19_000]) = ("one", "two", "three");
        var pieces = TextDiff.Words(original, string.Join(' ', words))!;
        pieces.Where(piece => piece.Kind == DiffKind.Added).Select(piece => piece.Text).ShouldBe(["one ", "two ", "three "]);
    }

    private static void Check(string original, string replay, IReadOnlyList<DiffPiece> pieces, string hint)
    {
        string.Concat(pieces.Where(piece => piece.Kind != DiffKind.Added).Select(piece => piece.Text)).ShouldBe(original, hint);
        string.Concat(pieces.Where(piece => piece.Kind != DiffKind.Removed).Select(piece => piece.Text)).ShouldBe(replay, hint);
        pieces.ShouldAllBe(piece => piece.Text.Length > 0, hint);
        pieces.Zip(pieces.Skip(1)).ShouldAllBe(pair => pair.First.Kind != pair.Second.Kind, hint);
        var starts = StringInfo.ParseCombiningCharacters(original).Append(original.Length).ToHashSet();
        var at = 0;
        foreach (var piece in pieces.Where(piece => piece.Kind != DiffKind.Added)) starts.ShouldContain(at += piece.Text.Length, hint);
    }

    private static string Text(Random random, int atoms)
    {
        var text = new StringBuilder();
        for (var i = 0; i < atoms; i++) text.Append(s_atoms[random.Next(s_atoms.Length)]);
        return text.ToString();
    }

    private static string Changed(Random random, string text)
    {
        var at = random.Next(text.Length + 1);
        var length = random.Next(Math.Min(12, text.Length - at) + 1);
        return string.Concat(text.AsSpan(0, at), Text(random, random.Next(4)), text.AsSpan(at + length));
    }
}
