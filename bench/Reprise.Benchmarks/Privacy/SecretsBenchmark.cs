using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Privacy.Detection;

namespace Reprise.Benchmarks.Privacy;

/// <summary>
/// How many secrets are found, how many near-misses are touched, and what the pass costs. <c>secrets FILE.jsonl.gz</c>: rows of <c>text</c>, <c>label</c>, <c>type</c>,
/// <c>source</c>, <c>id</c>, and <c>expected</c> where the place of the secret is known. A row counts as found where a finding overlaps what is expected. Half of the rows, by
/// the hash of their id, were looked at while the formats were written; half of the rest to correct them; the last quarter never. <c>--misses</c> names what was missed in the
/// parts that were looked at.
/// </summary>
internal static class SecretsBenchmark
{
    internal sealed record Row(string Text, bool IsSecret, string Type, string Source, IReadOnlyList<string> Expected, int Part);

    private static readonly SecretDetector s_detector = new();

    public static Task RunAsync(string[] args, TextWriter output)
    {
        var file = args.FirstOrDefault(word => !word.StartsWith("--", StringComparison.Ordinal));
        var rows = file is null ? Tiny() : [.. Read(file)];
        output.WriteLine("| rows | secrets | found | expected wholly covered | near-misses | touched |");
        output.WriteLine("|---|---|---|---|---|---|");
        Line("looked at (half)", rows.FindAll(row => row.Part is 0 or 2), output);
        Line("looked at later (quarter)", rows.FindAll(row => row.Part == 1), output);
        Line("held out (quarter)", rows.FindAll(row => row.Part == 3), output);
        foreach (var source in rows.Select(row => row.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) Line(source, rows.FindAll(row => row.Source == source), output);
        Line("all", rows, output);
        Types(rows, output);
        if (args.Contains("--misses")) Misses(rows, output);
        Cost(args.Contains("--tiny"), output);
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {rows.Sum(row => Find(row.Text).Count)}"));
        return Task.CompletedTask;
    }

    private static void Line(string name, List<Row> rows, TextWriter output)
    {
        var (secrets, others) = (rows.FindAll(row => row.IsSecret), rows.FindAll(row => !row.IsSecret));
        var touched = others.Count(row => Find(row.Text).Count > 0);
        var placed = secrets.FindAll(row => row.Expected.Count > 0);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {secrets.Count:N0} | {Share(secrets.Count(IsFound), secrets.Count)} | {Share(placed.Count(IsCovered), placed.Count)} | {others.Count:N0} | {touched} ({Share(touched, others.Count)}) |"));
    }

    private static void Types(List<Row> rows, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| type (as the rows name it) | secrets | found | near-misses | touched |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var type in rows.GroupBy(row => row.Type).OrderBy(type => type.Key, StringComparer.Ordinal))
        {
            var secrets = type.Count(row => row.IsSecret);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {type.Key} | {secrets} | {type.Count(row => row.IsSecret && IsFound(row))} | {type.Count() - secrets} | {type.Count(row => !row.IsSecret && Find(row.Text).Count > 0)} |"));
        }
    }

    private static void Misses(List<Row> rows, TextWriter output)
    {
        foreach (var row in rows.Where(row => row.Part != 3 && (row.IsSecret ? !IsCovered(row) : Find(row.Text).Count > 0)))
        {
            output.WriteLine($"{(row.IsSecret ? IsFound(row) ? "partly" : "missed" : "touched")} {row.Type}: {JsonSerializer.Serialize(row.Text[..Math.Min(200, row.Text.Length)])} {string.Join(' ', Find(row.Text).Select(found => $"{found.Type}@{found.Start}+{found.Length}"))}");
        }
    }

    private static void Cost(bool isTiny, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| text | µs per KB | findings per KB |");
        output.WriteLine("|---|---|---|");
        foreach (var (name, text) in SecretsTexts.All)
        {
            var into = new List<TextFinding>();
            var (best, rounds) = (double.MaxValue, isTiny ? 1 : 40);
            for (var round = 0; round < rounds; round++)
            {
                into.Clear();
                var begun = Stopwatch.GetTimestamp();
                s_detector.Find(text, into);
                best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {best / (text.Length / 1024.0):F1} | {into.Count / (text.Length / 1024.0):F2} |"));
        }
    }

    private static List<TextFinding> Find(string text)
    {
        var into = new List<TextFinding>();
        s_detector.Find(text, into);
        return into;
    }

    private static bool IsFound(Row row)
    {
        var found = Find(row.Text);
        return row.Expected.Count == 0 ? found.Count > 0 : row.Expected.Any(expected => row.Text.IndexOf(expected, StringComparison.Ordinal) is var at and >= 0
            && found.Exists(finding => finding.Start < at + expected.Length && finding.End > at));
    }

    private static bool IsCovered(Row row)
    {
        var found = Find(row.Text);
        return row.Expected.Count == 0 ? found.Count > 0 : row.Expected.All(expected => row.Text.IndexOf(expected, StringComparison.Ordinal) is var at and >= 0
            && found.Exists(finding => finding.Start <= at && finding.End >= at + expected.Length));
    }

    private static string Share(int part, int whole) => whole == 0 ? "–" : (100.0 * part / whole).ToString("F2", CultureInfo.InvariantCulture) + " %";

    internal static IEnumerable<Row> Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var row = json.RootElement;
            var expected = row.TryGetProperty("expected", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(item => item.GetString()!).ToArray() : [];
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(row.GetProperty("id").GetString()!));
            yield return new(row.GetProperty("text").GetString()!, row.GetProperty("label").GetInt32() == 1, row.GetProperty("type").GetString()!, row.GetProperty("source").GetString()!, expected, hash[^1] & 3);
        }
    }

    private static List<Row> Tiny() =>
    [
        new("export MY_API_TOKEN=q8Zt3vLw0Xn5RjB2yKd7", true, "generic", "own", [], 0),
        new("export MY_API_TOKEN=$TOKEN", false, "generic", "own", [], 3),
    ];
}
