using System.Text;
using Reprise.Batches;

namespace Reprise.Core.Tests.Batches;

public sealed class ResultLinesTests
{
    [Fact]
    public void Lines_are_the_same_however_they_arrive()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var lines = Enumerable.Range(0, random.Next(10)).Select(_ => new string('x', random.Next(1, 40))).ToList();
            var bytes = Encoding.UTF8.GetBytes(string.Join(random.Next(2) == 0 ? "\n" : "\r\n\n", lines) + (random.Next(2) == 0 ? "\n" : ""));
            var seen = new List<string>();
            var reader = new ResultLines(line => seen.Add(Encoding.UTF8.GetString(line.Span).Trim()), 1000);
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(random.Next(1, 30), bytes.Length - at);
                reader.Add(bytes.AsMemory(at, length));
                at += length;
            }

            reader.End();
            seen.ShouldBe(lines);
        }
    }

    [Fact]
    public void A_line_over_the_limit_is_left_out_and_counted()
    {
        var seen = new List<string>();
        var reader = new ResultLines(line => seen.Add(Encoding.UTF8.GetString(line.Span)), 5);
        reader.Add("ab\ntoo long by far\ncd\nand "u8.ToArray());
        reader.Add("this\nef"u8.ToArray());
        reader.End();
        seen.ShouldBe(["ab", "cd", "ef"]);
        reader.Skipped.ShouldBe(2);
    }
}
