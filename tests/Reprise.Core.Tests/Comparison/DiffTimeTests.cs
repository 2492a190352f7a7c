using System.Diagnostics;
using System.Text;
using Reprise.Comparison;

namespace Reprise.Core.Tests.Comparison;

/// <summary>What the worst pairs of texts of the longest length cost. The bound is wide, since the machine may be busy; the figures are printed.</summary>
public sealed class DiffTimeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("unlike words")]
    [InlineData("shuffled words")]
    [InlineData("shuffled lines")]
    [InlineData("one letter lines")]
    [InlineData("shuffled letters")]
    [InlineData("two words")]
    [InlineData("one letter")]
    public void Two_texts_of_the_longest_length_are_compared_in_a_moment(string kind)
    {
        var random = new Random(20261120);
        var (one, other) = (Make(kind, random, 1), Make(kind, random, 2));
        TextDiff.Words("warm up", "warm down");
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var watch = Stopwatch.StartNew();
            TextDiff.Words(one, other).ShouldNotBeNull();
            TextDiff.Lines(one, other).ShouldNotBeNull();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }

        output.WriteLine($"{kind}: {best:F0} ms for words and lines of 2 × {one.Length} characters");
        best.ShouldBeLessThan(5_000);
    }

    private static string Make(string kind, Random random, int side)
    {
        var text = new StringBuilder(DiffLimits.MaxCharacters + 16);
        while (text.Length < DiffLimits.MaxCharacters)
        {
            switch (kind)
            {
                case "unlike words": text.Append(side).Append('x').Append(random.Next(100_000)).Append(' '); break;
                case "shuffled words": text.Append('w').Append(random.Next(2_000)).Append(' '); break;
                case "shuffled lines": text.Append('w').Append(random.Next(50)).Append(random.Next(8) == 0 ? '\n' : ' '); break;
                case "one letter lines": text.Append((char)('a' + random.Next(26))).Append('\n'); break;
                case "shuffled letters": text.Append((char)(0x4E00 + random.Next(3_000))); break;
                case "two words": text.Append(random.Next(2) == 0 ? "a " : "b "); break;
                default: text.Append(side == 1 ? 'a' : 'b'); break;
            }
        }

        return text.ToString(0, DiffLimits.MaxCharacters);
    }
}
