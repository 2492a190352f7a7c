using System.Diagnostics;
using System.Text;
using Reprise.Cache.Guards;

namespace Reprise.Core.Tests.Cache.Guards;

public sealed class GuardPropertyTests
{
    private static readonly string[] s_pieces =
    [
        "how", "not", "never", "n't", "don't", "the", "can", "New", "York", "U.S.", "1,000", "1e9", "3rd", "v1.2.3", "5 km", "$20", "20%", "Jan", "5", "2024-01-05", "12:30", "pm", "\"", "“a”", "`x_y`", "'", "-r", "--all",
        "/a/b", "C:\\x", "https://a.b/c?d", "a@b.cd", "foo()", "camelCase", "C++", "c#", ".NET", "from", "to", "by", "was", "than", "is", "impossible", "possible", "good", "bad", "日本語", "Привет", "مرحبا", "é", "ﬁ", "İ", "ß",
        "\ud83d\ude00", "\ud83d", "\ude00", "\0", "\u200d", "\u0301", "\n", "\t", ".", "?!", "...", ",", "(", ")", "*", "+", "=", "only", "instead of", "get rid of", "one hundred and two thousand", "hundred hundred", "e5", "1e", "1e99999", "0x1F", "00000000-0000-0000-0000-00000000000a",
    ];

    [Fact]
    public void The_order_of_the_texts_makes_no_difference_and_a_text_never_differs_from_itself()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 4000; round++)
        {
            var a = Text(random);
            var b = random.Next(3) == 0 ? Text(random) : Changed(a, random);
            var (preparedA, preparedB) = (PreparedText.Of(a), PreparedText.Of(b));
            TextGuards.All(preparedA, preparedB).ShouldBe(TextGuards.All(preparedB, preparedA), $"seed {seed}, round {round}: {Shown(a)} | {Shown(b)}");
            TextGuards.All(preparedA, PreparedText.Of(new string(a))).ShouldBe(0u, $"seed {seed}, round {round}: {Shown(a)}");
            var difference = PairDifference.Of(preparedA, preparedB);
            difference.CommonPairs.ShouldBeInRange(0, 1);
            difference.CommonEnds.ShouldBeInRange(0, 1);
            difference.AskedOnly.ShouldBeInRange(0, difference.AskedWords);
        }
    }

    [Fact]
    public void A_copy_with_other_spaces_and_a_full_stop_is_the_same_text()
    {
        TextGuards.All(PreparedText.Of("Which  river runs through Vienna"), PreparedText.Of("Which river runs\tthrough Vienna.")).ShouldBe(0u);
    }

    [Fact]
    public void Random_characters_do_no_harm()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var (a, b) = (Noise(random), Noise(random));
            Should.NotThrow(() => TextGuards.All(PreparedText.Of(a), PreparedText.Of(b)), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a")]
    [InlineData("?")]
    [InlineData("\ud800")]
    [InlineData("7")]
    [InlineData("not")]
    public void Next_to_nothing_is_a_text_too(string text)
    {
        TextGuards.All(PreparedText.Of(text), PreparedText.Of(text + "")).ShouldBe(0u);
        Should.NotThrow(() => TextGuards.All(PreparedText.Of(text), PreparedText.Of("How old is the moon?")));
    }

    [Theory]
    [InlineData("word ")]
    [InlineData("\"")]
    [InlineData("not possible ")]
    [InlineData("1")]
    [InlineData("12 km, ")]
    [InlineData("Jan 5 ")]
    [InlineData("a_b ")]
    [InlineData("'x")]
    [InlineData("日")]
    [InlineData("A.")]
    [InlineData("from x to ")]
    public void A_megabyte_takes_its_length_and_no_more(string piece)
    {
        var text = new StringBuilder().Insert(0, piece, 1_000_000 / piece.Length).ToString();
        var watch = Stopwatch.StartNew();
        var (a, b) = (PreparedText.Of(text), PreparedText.Of("But first: " + text + " unlike before"));
        TextGuards.All(a, b);
        PairDifference.Of(a, b);
        // Seconds would be a square; a busy machine must not fail it.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Two_megabytes_with_nothing_in_common_take_their_length_and_no_more()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        var (a, b) = (PreparedText.Of(Words(random)), PreparedText.Of(Words(random)));
        TextGuards.All(a, b);
        PairDifference.Of(a, b);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), $"seed {seed}");

        static string Words(Random random)
        {
            string[] beside = ["from", "to", "not", "Un", "a_", "Go", "dis", "of", "U"];
            var text = new StringBuilder();
            while (text.Length < 1_000_000) text.Append(beside[random.Next(beside.Length)]).Append(random.Next(3) == 0 ? "" : " ").Append(Convert.ToString(random.Next(100_000, 999_999), 16)).Append(' ').Append((char)('a' + random.Next(26)), random.Next(2, 7)).Append(' ');
            return text.ToString();
        }
    }

    [Fact]
    public void Every_kind_has_a_reason_of_its_own()
    {
        var reasons = Enum.GetValues<GuardKind>().Select(TextGuards.ReasonOf).ToList();
        reasons.ShouldBeUnique();
        reasons.ShouldAllBe(reason => reason.StartsWith("guard_", StringComparison.Ordinal));
        TextGuards.ReasonOf(GuardKind.QuestionType).ShouldBe("guard_question_type");
        TextGuards.ReasonOf(GuardKind.Numbers).ShouldBe("guard_numbers");
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(12); i >= 0; i--) text.Append(s_pieces[random.Next(s_pieces.Length)]).Append(random.Next(5) == 0 ? "" : " ");
        return text.ToString();
    }

    private static string Changed(string text, Random random)
    {
        var words = text.Split(' ').ToList();
        words.Insert(random.Next(words.Count + 1), s_pieces[random.Next(s_pieces.Length)]);
        if (random.Next(2) == 0) words.RemoveAt(random.Next(words.Count));
        if (random.Next(3) == 0) words.Reverse();
        return string.Join(' ', words);
    }

    private static string Noise(Random random)
    {
        var letters = new char[random.Next(60)];
        for (var i = 0; i < letters.Length; i++) letters[i] = random.Next(3) switch { 0 => (char)random.Next(0x10000), 1 => (char)random.Next(128), _ => (char)(0xD700 + random.Next(0xA00)) };
        return new string(letters);
    }

    private static string Shown(string text) => string.Concat(text.Select(c => c is >= ' ' and < '\u007f' ? c.ToString() : $"\\u{(int)c:x4}"));
}
