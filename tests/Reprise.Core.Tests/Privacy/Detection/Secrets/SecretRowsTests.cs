using System.IO.Compression;
using System.Text.Json;
using Reprise.Privacy.Detection;
using Reprise.Tests;

namespace Reprise.Core.Tests.Privacy.Detection.Secrets;

/// <summary>What the issue asks for, on the rows that others labelled.</summary>
public sealed class SecretRowsTests(ITestOutputHelper output)
{
    [Fact]
    public void Secrets_are_found_and_near_misses_left_alone()
    {
        var detector = new SecretDetector();
        var (secrets, found, others, touched) = (0, 0, 0, 0);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(SharedData.Require("secrets/secrets.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var text = json.RootElement.GetProperty("text").GetString()!;
            var expected = json.RootElement.TryGetProperty("expected", out var list) ? list.EnumerateArray().Select(item => text.IndexOf(item.GetString()!, StringComparison.Ordinal)).Where(at => at >= 0).ToArray() : [];
            var findings = new List<TextFinding>();
            detector.Find(text, findings);
            if (json.RootElement.GetProperty("label").GetInt32() == 1)
            {
                secrets++;
                if (expected.Length == 0 ? findings.Count > 0 : expected.Any(at => findings.Exists(finding => finding.Start <= at + 1 && finding.End > at + 1))) found++;
            }
            else
            {
                others++;
                if (findings.Count > 0) touched++;
            }
        }

        output.WriteLine($"{found} of {secrets} secrets, {touched} of {others} near-misses");
        ((double)found / secrets).ShouldBeGreaterThanOrEqualTo(0.95);
        ((double)touched / others).ShouldBeLessThanOrEqualTo(0.03);
    }
}
