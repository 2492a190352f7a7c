using Reprise.Privacy.Detection;

namespace Reprise.Core.Tests.Privacy.Detection;

public sealed class DetectorTests
{
    private static Detector With(params TextFinding[] findings) => new([new Fixed(findings)]);

    [Fact]
    public void Findings_come_in_the_order_of_the_text() =>
        With(new("b", 10, 2, 1), new("a", 0, 2, 0.5)).Find("............").Select(finding => finding.Type).ShouldBe(["a", "b"]);

    [Fact]
    public void Of_two_that_overlap_the_surer_one_stays() =>
        With(new("long", 0, 8, 0.5), new("sure", 4, 2, 0.9)).Find("............").Select(finding => finding.Type).ShouldBe(["sure"]);

    [Fact]
    public void Of_two_equally_sure_ones_the_longer_stays() =>
        With(new("short", 4, 2, 0.9), new("long", 0, 8, 0.9)).Find("............").Select(finding => finding.Type).ShouldBe(["long"]);

    [Fact]
    public void One_that_loses_does_not_take_others_with_it() =>
        With(new("a", 0, 4, 0.5), new("b", 3, 4, 0.9), new("c", 7, 3, 0.2)).Find("............").Select(finding => finding.Type).ShouldBe(["b", "c"]);

    [Fact]
    public void Detectors_are_joined() =>
        new Detector([new Fixed([new("a", 0, 2, 1)]), new Fixed([new("b", 2, 2, 1)])]).Find("....").Count.ShouldBe(2);

    [Fact]
    public void An_allowed_text_is_no_finding_case_apart_and_neither_are_its_parts()
    {
        var detector = With(new("email", 0, 6, 0.9), new("part", 2, 4, 1), new("other", 7, 4, 1)).Allowing(["A@B.CO"]);

        detector.Find("a@b.co 1234").Select(finding => finding.Type).ShouldBe(["other"]);
    }

    [Fact]
    public void Many_findings_that_overlap_are_joined_as_a_plain_comparison_would()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var findings = Enumerable.Range(0, random.Next(1, 20)).Select(i => new TextFinding($"t{i}", random.Next(0, 30), random.Next(1, 9), random.Next(1, 5) / 5.0)).ToArray();
            var plain = new List<TextFinding>();
            foreach (var finding in findings.OrderByDescending(finding => finding.Confidence).ThenByDescending(finding => finding.Length).ThenBy(finding => finding.Start).ThenBy(finding => finding.Type, StringComparer.Ordinal))
            {
                if (!plain.Exists(other => finding.Start < other.End && other.Start < finding.End)) plain.Add(finding);
            }

            With(findings).Find(new string('.', 40)).SequenceEqual(plain.OrderBy(finding => finding.Start)).ShouldBeTrue($"seed {seed}");
        }
    }

    private sealed class Fixed(IReadOnlyList<TextFinding> findings) : ITextDetector
    {
        public void Find(ReadOnlySpan<char> text, List<TextFinding> into) => into.AddRange(findings);
    }
}
