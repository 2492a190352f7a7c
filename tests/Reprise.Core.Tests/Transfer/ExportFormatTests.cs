using System.Text;
using System.Text.Json;
using Reprise.Core.Tests.Documents;
using Reprise.Tests;
using Reprise.Transfer.Export;

namespace Reprise.Core.Tests.Transfer;

public sealed class ExportFormatTests
{
    private static readonly string[] s_samples = [Samples.Full, Samples.CommandMonitor, Samples.AuditLog, Samples.TableRow];

    [Theory]
    [InlineData("jsonl")]
    [InlineData("monitor")]
    [InlineData("csv")]
    [InlineData("mongo")]
    public void A_file_of_the_format_looks_as_it_did(string name)
    {
        var format = ExportFormat.Find(name)!;
        var file = Encoding.UTF8.GetString(format.Head.Span) + string.Concat(s_samples.Select(sample => Exported.Line(format, Exported.Document(WithId(sample)))));
        Golden.Matches($"export.{name}.{format.Extension}", file);
    }

    [Fact]
    public void A_line_of_the_monitor_has_exactly_its_nine_fields_in_their_order()
    {
        var line = JsonDocument.Parse(Exported.Line("monitor", Samples.CommandMonitor)).RootElement;

        line.EnumerateObject().Select(p => p.Name).ShouldBe(["timestamp", "interaction_type", "command", "status", "duration_ms", "error_message", "metadata", "session_id", "user_hash"]);
        line.GetProperty("timestamp").GetString().ShouldBe("2025-12-15T10:30:45.123000");
        line.GetProperty("interaction_type").GetString().ShouldBe("cli_command");
        line.GetProperty("command").GetString().ShouldBe("status");
        line.GetProperty("duration_ms").GetRawText().ShouldBe("46.0");
        line.GetProperty("user_hash").GetString().ShouldBe("a1b2c3d4e5f6g7h8");
    }

    [Fact]
    public void Names_that_mongo_would_take_for_its_own_are_written_so_that_it_does_not()
    {
        var line = JsonDocument.Parse(Exported.Line("mongo", """{"interaction_id":"a","timestamp":"2026-01-01T00:00:00Z","metadata":{"$oid":"x","%24y":1,"in":{"$date":2}}}""")).RootElement;

        line.GetProperty("_id").GetString().ShouldBe(line.GetProperty("interaction_id").GetString());
        line.GetProperty("timestamp").GetRawText().ShouldBe("""{"$date":"2026-01-01T00:00:00.000Z"}""");
        var metadata = line.GetProperty("metadata");
        metadata.GetProperty("%24oid").GetString().ShouldBe("x");
        metadata.GetProperty("%2524y").GetInt32().ShouldBe(1);
        metadata.GetProperty("in").GetProperty("%24date").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("monitor")]
    [InlineData("csv")]
    [InlineData("mongo")]
    public async Task What_was_written_says_how_far_it_got_whatever_was_torn_off(string name)
    {
        var format = ExportFormat.Find(name)!;
        var records = Enumerable.Range(0, 5).Select(i => Exported.Document($$"""{"interaction_id":"01900000-0000-7000-8000-{{i:x12}}","timestamp":"2026-01-01T00:00:0{{i}}Z","error_message":"line\nbreak, \"quoted\""}""")).ToList();
        var lines = records.Select(record => Encoding.UTF8.GetBytes(Exported.Line(format, record))).ToList();
        byte[] whole = [.. format.Head.Span, .. lines.SelectMany(line => line)];
        for (var length = 0; length <= whole.Length; length++)
        {
            var found = new List<ExportedRecord>();
            await foreach (var record in format.ReadBackAsync(new MemoryStream(whole, 0, length), TestContext.Current.CancellationToken)) found.Add(record);

            var expected = Enumerable.Range(0, 6).Last(count => count == 0 || format.Head.Length + lines.Take(count).Sum(line => line.Length) <= length);
            found.Count.ShouldBe(expected, $"{length} bytes of {whole.Length}");
            if (expected > 0) found[^1].End.ShouldBe(format.Head.Length + lines.Take(expected).Sum(line => line.Length));
        }
    }

    private static string WithId(string sample) => sample.Contains("_id\":\"", StringComparison.Ordinal) || sample.Contains("\"id\"", StringComparison.Ordinal) ? sample : "{\"interaction_id\":\"line-1\"," + sample[1..];
}
