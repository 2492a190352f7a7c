using System.Diagnostics;
using System.Text;
using Reprise.Privacy.Detection;

namespace Reprise.Core.Tests.Privacy.Detection;

/// <summary>No text makes the detector slow: eight times the text takes about eight times the time. With <c>REPRISE_FUZZ=more</c> a megabyte of each and more random texts.</summary>
public sealed class HostileTextTests
{
    /// <summary>Eight would be linear; a shared machine with caches needs room. Quadratic work would show as 64.</summary>
    private const double MostGrowth = 24;
    private static readonly bool s_more = Environment.GetEnvironmentVariable("REPRISE_FUZZ") == "more";
    private static readonly Detector s_detector = new([new PersonalDetector()]);

    public static TheoryData<string> Pieces =>
    [
        "1", "1 ", "12-", "1.", "0-0-", "4", "4539 6100 2748 813", "(", "+", "+1", "@", "a@", "a@b.", "@.", "a.", ".", "-", ":", "::", "a:", "1:", "ff:", "://", "a://b:", "http://a:b@", "?a=", "a", "A", "Aa ", "Anna ", "Anna-", "Anna van ",
        "Mr. ", "x ", "é", "İ", "漢", "👨‍👩‍👧", "\u200b", "\n", "12 Rue ", "Rue ", "12 A Street ", "Apt 1\n", "Apt 1 Anna 12 ", "and Road ", "box 1 ", "zip ", "born 1 ", "DE47", "DE47 ", "AA 12 ", "1PHWk1FtGARLgDMpekvErGbdJ6FF2cDm3", "bc1", "0x0", "\ud800", "ssn 1", "a1", "1a ", "1a-",
    ];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Time_grows_with_the_length_alone(string piece)
    {
        var length = s_more ? 1 << 20 : 1 << 14;
        var small = Repeat(piece, length / 8);
        var large = Repeat(piece, length);
        s_detector.Find(small);

        // The best of each, and tried again: other tests and programs take the processor at any moment.
        double least = Best(small), most = Best(large);
        for (var attempt = 0; attempt < 40 && most / least > MostGrowth; attempt++)
        {
            least = Math.Min(least, Best(small));
            most = Math.Min(most, Best(large));
        }

        (most / least).ShouldBeLessThanOrEqualTo(MostGrowth);
    }

    [Fact]
    public void Random_pieces_of_hostile_texts_give_findings_inside_the_text_in_order_and_apart()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        var pieces = Pieces.Select(row => row.Data).ToArray();
        for (var round = 0; round < (s_more ? 20_000 : 500); round++)
        {
            var text = new StringBuilder();
            for (var i = random.Next(1, 60); i > 0; i--) text.Append(pieces[random.Next(pieces.Length)]);
            var end = 0;
            foreach (var finding in s_detector.Find(text.ToString()))
            {
                finding.Start.ShouldBeGreaterThanOrEqualTo(end, $"seed {seed}");
                finding.Length.ShouldBeGreaterThan(0, $"seed {seed}");
                end = finding.End;
            }

            end.ShouldBeLessThanOrEqualTo(text.Length, $"seed {seed}");
        }
    }

    private static string Repeat(string piece, int length) => new StringBuilder().Insert(0, piece, length / piece.Length + 1).ToString(0, length);

    private static double Best(string text)
    {
        var best = double.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var clock = Stopwatch.StartNew();
            s_detector.Find(text);
            best = Math.Min(best, clock.Elapsed.TotalMicroseconds);
        }

        return Math.Max(best, 1);
    }
}
