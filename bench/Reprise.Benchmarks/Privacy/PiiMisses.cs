using Reprise.Privacy.Detection;

namespace Reprise.Benchmarks.Privacy;

/// <summary>Shows misses and wrong findings of the half that may be looked at while rules are written.</summary>
internal static class PiiMisses
{
    public static void Write(string folder, Detector detector, TextWriter output)
    {
        foreach (var row in PiiRow.Read(Path.Combine(folder, "spans_presidio.jsonl")).Where(row => !row.HeldOut))
        {
            var findings = detector.Find(row.Text);
            foreach (var type in PiiBenchmark.Types)
            {
                var score = new SpanScore();
                score.Add(row, findings, type);
                if (score.Found < score.Spans || score.Right < score.Findings)
                {
                    output.WriteLine($"{(score.Found < score.Spans ? "MISS" : "WRONG")} {type}: {row.Text.ReplaceLineEndings("⏎")}");
                    foreach (var finding in findings) output.WriteLine($"     {finding.Type} {finding.Confidence} «{row.Text.Substring(finding.Start, finding.Length).ReplaceLineEndings("⏎")}»");
                }
            }
        }

        foreach (var row in PiiRow.Read(Path.Combine(folder, "recognizer_cases.jsonl")))
        {
            if (PiiRecognisers.TypesOf(row.Recogniser) is not { } types) continue;
            var findings = detector.Find(row.Text);
            var count = findings.Count(finding => types.Contains(FindingTypes.FamilyOf(finding.Type)));
            if (row.Expected > 0 ? count < row.Expected : count > 0) output.WriteLine($"CASE {row.Recogniser} {row.Expected}: {row.Text.ReplaceLineEndings("⏎")} [{string.Join(", ", findings.Select(finding => finding.Type))}]");
        }

        foreach (var (name, rows) in PiiBenchmark.InnocentSets(folder))
        {
            foreach (var row in rows.Where(row => !row.HeldOut))
            {
                foreach (var finding in detector.Find(row.Text)) output.WriteLine($"TOUCHED {name} {finding.Type} {finding.Confidence} «{row.Text.Substring(finding.Start, finding.Length).ReplaceLineEndings("⏎")}» in {row.Text[..Math.Min(160, row.Text.Length)].ReplaceLineEndings("⏎")}");
            }
        }
    }
}
