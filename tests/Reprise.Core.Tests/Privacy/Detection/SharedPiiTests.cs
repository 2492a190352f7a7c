using Reprise.Benchmarks.Privacy;
using Reprise.Privacy.Detection;
using Reprise.Tests;

namespace Reprise.Core.Tests.Privacy.Detection;

/// <summary>The thresholds that were promised, on the shared sets, with all the rows and with those that were held out.</summary>
public sealed class SharedPiiTests
{
    private static readonly Detector s_detector = new([new PersonalDetector()]);

    [Fact]
    public void Labelled_spans_are_found_at_an_F2_of_080()
    {
        var rows = PiiRow.Read(Path.Combine(SharedData.Require("pii"), "spans_presidio.jsonl"));

        PiiBenchmark.Total(PiiBenchmark.Score(rows, s_detector)).F2.ShouldBeGreaterThanOrEqualTo(0.80);
        PiiBenchmark.Total(PiiBenchmark.Score(rows.Where(row => row.HeldOut), s_detector)).F2.ShouldBeGreaterThanOrEqualTo(0.80);
    }

    [Fact]
    public void Every_type_with_a_check_is_found_at_an_F2_of_095()
    {
        var scores = PiiBenchmark.Score(PiiRow.Read(Path.Combine(SharedData.Require("pii"), "spans_presidio.jsonl")), s_detector);

        foreach (var type in (string[])[FindingTypes.Card, FindingTypes.Iban, FindingTypes.Email, FindingTypes.Phone, FindingTypes.DateOfBirth]) scores[type].F2.ShouldBeGreaterThanOrEqualTo(0.95, type);
    }

    [Fact]
    public void At_most_one_innocent_text_in_a_hundred_is_touched()
    {
        foreach (var (name, rows) in PiiBenchmark.InnocentSets(SharedData.Require("pii")))
        {
            var touched = rows.Count(row => s_detector.Find(row.Text).Count > 0);

            ((double)touched / rows.Count).ShouldBeLessThanOrEqualTo(0.01, name);
        }
    }
}
