using System.Diagnostics;
using System.Globalization;
using Reprise.Privacy.Detection;

namespace Reprise.Benchmarks.Privacy;

/// <summary>How well personal data is found in the shared sets, per type and per recogniser, how many innocent texts are touched, and what it costs.</summary>
internal static class PiiBenchmark
{
    public static readonly string[] Types = [FindingTypes.Name, FindingTypes.Address, FindingTypes.Card, FindingTypes.DateOfBirth, FindingTypes.Email, FindingTypes.Phone, FindingTypes.Iban];

    /// <param name="args">The folder of the sets; <c>--misses</c> shows what was missed in the half that may be looked at.</param>
    public static Task RunAsync(string[] args, TextWriter output)
    {
        var detector = new Detector([new PersonalDetector()]);
        if (args is ["--tiny"])
        {
            output.WriteLine($"checksum {detector.Find("Anna Lindqvist, 12 rue de la Paix, 75002 Paris, anna@example.org, +33 1 70 18 99 00").Count}");
            return Task.CompletedTask;
        }

        var folder = args is [var first, ..] ? first : throw new ArgumentException("usage: pii FOLDER [--quick] [--misses]");
        Spans(folder, detector, output);
        Cases(folder, detector, output);
        Innocent(folder, detector, output);
        Cost(folder, detector, output, args.Contains("--quick") ? 1 : 5);
        if (args.Contains("--misses")) PiiMisses.Write(folder, detector, output);
        return Task.CompletedTask;
    }

    public static Dictionary<string, SpanScore> Score(IEnumerable<PiiRow> rows, Detector detector)
    {
        var scores = Types.ToDictionary(type => type, _ => new SpanScore());
        foreach (var row in rows)
        {
            var findings = detector.Find(row.Text);
            foreach (var type in Types) scores[type].Add(row, findings, type);
        }

        return scores;
    }

    public static SpanScore Total(Dictionary<string, SpanScore> scores)
    {
        var total = new SpanScore();
        foreach (var score in scores.Values) total.Add(score);
        return total;
    }

    private static void Spans(string folder, Detector detector, TextWriter output)
    {
        output.WriteLine("#### Labelled spans\n\n| type | half | spans | recall | precision | F2 | exact F2 |\n|---|---|---|---|---|---|---|");
        var rows = PiiRow.Read(Path.Combine(folder, "spans_presidio.jsonl"));
        foreach (var half in (bool[])[false, true])
        {
            var scores = Score(rows.Where(row => row.HeldOut == half), detector);
            foreach (var (type, score) in scores) output.WriteLine(Line(type, half, score));
            output.WriteLine(Line("**all**", half, Total(scores)));
        }
    }

    private static string Line(string type, bool half, SpanScore score) => string.Create(
        CultureInfo.InvariantCulture, $"| {type} | {(half ? "held out" : "seen")} | {score.Spans:N0} | {score.Recall:F3} | {score.Precision:F3} | {score.F2:F3} | {score.ExactF2:F3} |");

    private static void Cases(string folder, Detector detector, TextWriter output)
    {
        output.WriteLine("\n#### Cases of recognisers\n\n| recogniser | positives found | negatives left |\n|---|---|---|");
        int found = 0, positives = 0, left = 0, negatives = 0;
        foreach (var group in PiiRow.Read(Path.Combine(folder, "recognizer_cases.jsonl")).GroupBy(row => row.Recogniser).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            if (PiiRecognisers.TypesOf(group.Key) is not { } types) continue;
            var yes = group.Where(row => row.Expected > 0).ToList();
            var no = group.Where(row => row.Expected == 0).ToList();
            var hit = yes.Count(row => Count(row) >= row.Expected);
            var clean = no.Count(row => Count(row) == 0);
            found += hit;
            positives += yes.Count;
            left += clean;
            negatives += no.Count;
            output.WriteLine($"| {group.Key} | {hit} of {yes.Count} | {clean} of {no.Count} |");

            int Count(PiiRow row) => detector.Find(row.Text).Count(finding => types.Contains(FindingTypes.FamilyOf(finding.Type)) || types.Contains(finding.Type));
        }

        output.WriteLine($"| **all** | {found} of {positives} | {left} of {negatives} |");
    }

    private static void Innocent(string folder, Detector detector, TextWriter output)
    {
        output.WriteLine("\n#### Innocent texts\n\n| set | half | texts | touched | share | by |\n|---|---|---|---|---|---|");
        foreach (var (name, rows) in InnocentSets(folder))
        {
            foreach (var half in (bool[])[false, true])
            {
                var part = rows.Where(row => row.HeldOut == half).ToList();
                var touched = part.Select(row => detector.Find(row.Text)).Where(findings => findings.Count > 0).ToList();
                var by = string.Join(", ", touched.SelectMany(findings => findings.Select(finding => FindingTypes.FamilyOf(finding.Type)).Distinct()).CountBy(type => type).OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {(half ? "held out" : "seen")} | {part.Count} | {touched.Count} | {100.0 * touched.Count / Math.Max(1, part.Count):F2} % | {by} |"));
            }
        }
    }

    public static IEnumerable<(string Name, IReadOnlyList<PiiRow> Rows)> InnocentSets(string folder)
    {
        yield return ("negatives", PiiRow.Read(Path.Combine(folder, "negatives.jsonl")));
        yield return ("user texts without persons", [.. PiiRow.Read(Path.Combine(folder, "ner_wnut17.jsonl")).Where(row => row.Spans.Count == 0)]);
        yield return ("sentences without spans", [.. PiiRow.Read(Path.Combine(folder, "spans_presidio.jsonl")).Where(row => row.Spans.Count == 0)]);
    }

    /// <summary>One thread, real texts joined to bodies of about 4 KB.</summary>
    private static void Cost(string folder, Detector detector, TextWriter output, int rounds)
    {
        output.WriteLine("\n#### Cost\n\n| text | KB | µs per KB | bytes allocated per KB |\n|---|---|---|---|");
        foreach (var file in (string[])["ner_wnut17.jsonl", "negatives.jsonl", "spans_presidio.jsonl"])
        {
            var bodies = PiiRow.Read(Path.Combine(folder, file)).Select(row => row.Text).Chunk(40).Select(texts => string.Join('\n', texts)).ToList();
            var kilobytes = bodies.Sum(body => body.Length) / 1024.0;

            for (var warm = 0; warm < 40; warm++)
            {
                foreach (var body in bodies) detector.Find(body);
            }

            // The best of many runs for each body: other programs take the processor now and then.
            var microseconds = 0.0;
            long allocated = 0;
            foreach (var body in bodies)
            {
                var best = TimeSpan.MaxValue;
                var least = long.MaxValue;
                for (var round = 0; round < rounds * 10; round++)
                {
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    var clock = Stopwatch.StartNew();
                    detector.Find(body);
                    if (clock.Elapsed < best) best = clock.Elapsed;
                    least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                }

                microseconds += best.TotalMicroseconds;
                allocated += least;
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {file} | {kilobytes:N0} | {microseconds / kilobytes:F1} | {allocated / kilobytes:F0} |"));
        }
    }
}
