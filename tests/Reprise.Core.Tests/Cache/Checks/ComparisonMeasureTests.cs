using System.Text.Json;
using Reprise.Cache.Checks;
using Reprise.Tests;

namespace Reprise.Core.Tests.Cache.Checks;

/// <summary>How often the comparison is right, on pairs of sentences that people have judged. They are no answers, so this is a check of sanity.</summary>
public sealed class ComparisonMeasureTests
{
    [Fact]
    public void What_is_told_of_graded_sentences_is_mostly_true()
    {
        var counts = Measure("semcache/stsb.jsonl", row => row.GetProperty("score").GetDouble() switch { >= 4 => true, <= 2 => false, _ => null });
        Say("stsb", counts);
        counts.RightYes.ShouldBeGreaterThanOrEqualTo(0.85);
        counts.RightNo.ShouldBeGreaterThanOrEqualTo(0.85);
    }

    [Fact]
    public void What_is_told_of_paraphrased_news_is_mostly_true()
    {
        var counts = Measure("semcache/mrpc.jsonl", row => row.GetProperty("label").GetInt32() == 1);
        Say("mrpc", counts);
        counts.RightYes.ShouldBeGreaterThanOrEqualTo(0.85);
    }

    [Fact]
    public void Denials_are_rarely_taken_for_agreement()
    {
        var counts = Measure("semcache/negation_adversarial.jsonl", row => row.GetProperty("label").GetInt32() == 1);
        Say("negation", counts);
        ((double)counts.FalseYes / counts.Differ).ShouldBeLessThan(0.15);
    }

    private static void Say(string set, Counts counts) => TestContext.Current.TestOutputHelper?.WriteLine(
        $"{set}: {counts.Same} same, {counts.Differ} different; told yes {counts.TrueYes + counts.FalseYes} (right {counts.RightYes:P1}), no {counts.TrueNo + counts.FalseNo} (right {counts.RightNo:P1}), not told {counts.Untold}");

    private static Counts Measure(string file, Func<JsonElement, bool?> truth)
    {
        var counts = new Counts();
        foreach (var line in File.ReadLines(SharedData.Require(file)))
        {
            using var row = JsonDocument.Parse(line);
            if (truth(row.RootElement) is not { } same) continue;
            var told = AnswerComparison.Compare("", row.RootElement.GetProperty("a").GetString()!, row.RootElement.GetProperty("b").GetString()!).Agrees;
            if (same) counts.Same++;
            else counts.Differ++;
            if (told is null) counts.Untold++;
            else if (told.Value) _ = same ? counts.TrueYes++ : counts.FalseYes++;
            else _ = same ? counts.FalseNo++ : counts.TrueNo++;
        }

        return counts;
    }

    private sealed class Counts
    {
        public int Same { get; set; }
        public int Differ { get; set; }
        public int TrueYes { get; set; }
        public int FalseYes { get; set; }
        public int TrueNo { get; set; }
        public int FalseNo { get; set; }
        public int Untold { get; set; }
        public double RightYes => (double)TrueYes / Math.Max(1, TrueYes + FalseYes);
        public double RightNo => (double)TrueNo / Math.Max(1, TrueNo + FalseNo);
    }
}
