using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Reprise.Playback.Redaction;
using Reprise.Tests;

namespace Reprise.Core.Tests.Playback.Redaction;

/// <summary>How much is found of what others collected. Printed by type; the bounds only say that nothing broke.</summary>
public sealed class FoundShareTests(ITestOutputHelper output)
{
    [Fact]
    public void Secrets_of_a_public_collection()
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(SharedData.Require("secrets/secrets.jsonl.gz")), CompressionMode.Decompress));
        var rows = new List<JsonNode>();
        while (file.ReadLine() is { } line)
            rows.Add(JsonNode.Parse(line)!);
        var positives = rows.Where(row => (int)row["label"]! == 1).Select(row => (Type: (string?)row["type"] ?? "", Text: (string)row["text"]!, Values: Values(row))).ToList();
        Print("secrets", positives.GroupBy(p => p.Type, StringComparer.Ordinal).Select(g => (g.Key, g.Count(p => IsGone(p.Text, p.Values)), g.Count())));
        var negatives = rows.Where(row => (int)row["label"]! == 0).Select(row => (string)row["text"]!).ToList();
        var wrong = negatives.Count(text => Redacted(text) != text);
        output.WriteLine($"of {negatives.Count} texts that only look like secrets {wrong} lost something, {100.0 * wrong / negatives.Count:0.0} %");
        positives.Count(p => IsGone(p.Text, p.Values)).ShouldBeGreaterThan(positives.Count / 5);
    }

    [Fact]
    public void Personal_data_of_a_public_collection()
    {
        var folder = SharedData.Require("pii");
        var spans = File.ReadLines(Path.Combine(folder, "spans_presidio.jsonl")).Select(line => JsonNode.Parse(line)!)
            .SelectMany(row => row["spans"]!.AsArray().Select(span => (Type: (string)span!["type"]!, Text: (string)row["text"]!, Value: (string)span["value"]!))).ToList();
        string[] ours = ["EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "PHONE_NUMBER"];
        Print("personal data", spans.Where(s => ours.Contains(s.Type)).GroupBy(s => s.Type == "PHONE_NUMBER" && s.Value.StartsWith('+') ? "PHONE_NUMBER with +" : s.Type, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Count(s => IsGone(s.Text, [s.Value])), g.Count())));
        var negatives = File.ReadLines(Path.Combine(folder, "negatives.jsonl")).Select(line => (string)JsonNode.Parse(line)!["text"]!).ToList();
        var wrong = negatives.Count(text => Redacted(text) != text);
        output.WriteLine($"of {negatives.Count} texts without personal data {wrong} lost something");
        spans.Where(s => s.Type == "EMAIL_ADDRESS").ShouldAllBe(s => IsGone(s.Text, new[] { s.Value }));
        wrong.ShouldBeLessThan(negatives.Count / 50);
    }

    [Fact]
    public void Answers_of_providers_keep_nearly_all_their_texts()
    {
        var (bodies, changed) = (0, new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var line in Directory.EnumerateFiles(SharedData.Require("cassettes"), "*.jsonl").Where(file => !file.EndsWith("expected.jsonl", StringComparison.Ordinal)).SelectMany(File.ReadLines))
        {
            var response = JsonNode.Parse(line)!["response"]!;
            if ((string?)(response["sse_text"] ?? response["body_text"]) is not { Length: > 0 } text) continue;
            bodies++;
            var redacted = Redacted(text);
            if (redacted == text) continue;
            foreach (var kind in TapeRedaction.BuiltIn.Where(kind => redacted.Contains($"<{kind}-", StringComparison.Ordinal))) changed[kind] = changed.GetValueOrDefault(kind) + 1;
        }

        output.WriteLine($"{bodies} recorded answers; changed by kind: {string.Join(", ", changed.Select(c => $"{c.Key} {c.Value}"))}");
        changed.Values.Sum().ShouldBeLessThan(bodies / 5);
    }

    private void Print(string what, IEnumerable<(string Type, int Found, int All)> types)
    {
        var list = types.OrderByDescending(t => t.All).ThenBy(t => t.Type, StringComparer.Ordinal).ToList();
        output.WriteLine($"{what}: {list.Sum(t => t.Found)} of {list.Sum(t => t.All)} found, {list.Count(t => t.Found == t.All)} of {list.Count} types whole");
        foreach (var (type, found, all) in list.Take(60)) output.WriteLine($"  {found,4} of {all,4}  {type}");
    }

    private static bool IsGone(string text, IReadOnlyList<string> values)
    {
        var redacted = Redacted(text);
        return values.Count == 0 ? redacted != text : values.All(value => !redacted.Contains(value, StringComparison.Ordinal));
    }

    private static List<string> Values(JsonNode row) => row["expected"] is JsonArray expected ? [.. expected.Where(e => e?.GetValueKind() == System.Text.Json.JsonValueKind.String).Select(e => (string)e!).Where(e => e.Length > 0)] : [];

    private static string Redacted(string text) => Encoding.UTF8.GetString(TapeRedaction.CreateDefault().Redact(TapeSamples.Asks(text)).Body.Span);
}
