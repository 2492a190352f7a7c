using System.Globalization;
using System.Text;
using System.Text.Json;
using Reprise.Telemetry;
using Reprise.Tests;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>Payloads of real exporters and of other projects' tests, with what those tests expect of them.</summary>
public sealed class PayloadTests(ITestOutputHelper output)
{
    private const double Share = 0.99;

    /// <summary>Another file of the same kind can be named, to be checked by the same rules.</summary>
    private static string File => Environment.GetEnvironmentVariable("REPRISE_OTLP_PAYLOADS") is { Length: > 0 } named ? named : Path.Combine(SharedData.Require("otlp"), "traces.jsonl");

    [Fact]
    public void Every_payload_is_accepted()
    {
        var rows = Rows();
        var refused = new List<string>();
        foreach (var row in rows)
        {
            foreach (var span in PayloadReader.Spans(row.GetProperty("otlp")))
            {
                foreach (var piece in SpanReader.Read(span, "test"))
                {
                    piece.Key.Length.ShouldBeInRange(1, 256);
                    if (Recorded.Mistake(piece) is { } mistake) refused.Add($"{row.GetProperty("name").GetString()}: {mistake}");
                }
            }
        }

        refused.ShouldBeEmpty();
        rows.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Fields_are_mapped_as_the_assertions_of_their_projects_say()
    {
        var found = Rows().Select(row => new PayloadRow(row)).SelectMany(row => row.Findings().Select(one => (row.Family, row.Name, one.Text, one.Finding))).ToList();
        var report = new StringBuilder();
        report.AppendLine("family                 checks  passed  failed  not about the record");
        foreach (var family in found.GroupBy(one => one.Family, StringComparer.Ordinal).Append(found.GroupBy(_ => "all", StringComparer.Ordinal).First()).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var (passed, failed) = (family.Count(one => one.Finding.Verdict == Verdict.Passed), family.Count(one => one.Finding.Verdict == Verdict.Failed));
            report.AppendLine(CultureInfo.InvariantCulture, $"{family.Key,-22} {passed + failed,6} {passed,7} {failed,7} {family.Count() - passed - failed,7}");
        }

        foreach (var reason in found.Where(one => one.Finding.Verdict == Verdict.NotAboutTheRecord).GroupBy(one => one.Finding.Reason, StringComparer.Ordinal).OrderByDescending(one => one.Count()).Take(40))
            report.AppendLine(CultureInfo.InvariantCulture, $"not about the record: {reason.Count(),4}  {reason.Key}   e.g. {Cut(reason.First().Text)}");
        foreach (var one in found.Where(one => one.Finding.Verdict == Verdict.Failed)) report.AppendLine(CultureInfo.InvariantCulture, $"failed: {one.Name}: {Cut(one.Text)}: {Cut(one.Finding.Reason)}");
        output.WriteLine(report.ToString());

        var made = found.Count(one => one.Finding.Verdict != Verdict.NotAboutTheRecord);
        made.ShouldBeGreaterThan(0);
        (found.Count(one => one.Finding.Verdict == Verdict.Passed) / (double)made).ShouldBeGreaterThanOrEqualTo(Share, report.ToString());
    }

    private static string Cut(string text) => text.Length <= 220 ? text : text[..220] + "…";

    private static List<JsonElement> Rows() => [.. System.IO.File.ReadLines(File).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
}
