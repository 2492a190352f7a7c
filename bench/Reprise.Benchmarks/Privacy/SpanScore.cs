using Reprise.Privacy.Detection;

namespace Reprise.Benchmarks.Privacy;

/// <summary>
/// Counts how findings meet labelled spans. By overlap: a span counts as found when at least half of its characters are in findings of its type, and a finding is right
/// when at least half of its characters are in spans of its type or in spans that excuse it. Exact: both bounds are the same.
/// </summary>
internal sealed class SpanScore
{
    public int Spans { get; private set; }
    public int Found { get; private set; }
    public int Findings { get; private set; }
    public int Right { get; private set; }
    public int Exact { get; private set; }

    /// <summary>Findings whose bounds are no span's, and that no label excuses.</summary>
    public int Inexact { get; private set; }

    public double Recall => Spans == 0 ? 1 : (double)Found / Spans;
    public double Precision => Findings == 0 ? 1 : (double)Right / Findings;
    public double F2 => F(Precision, Recall);
    public double ExactF2 => F(Exact + Inexact == 0 ? 1 : (double)Exact / (Exact + Inexact), Spans == 0 ? 1 : (double)Exact / Spans);

    public void Add(PiiRow row, IReadOnlyList<TextFinding> findings, string type)
    {
        var gold = row.Spans.Where(span => span.Type(row.Text) == type).ToList();
        var excuses = row.Spans.Where(span => span.Excuses(type)).ToList();
        var ours = findings.Where(finding => FindingTypes.FamilyOf(finding.Type) == type).ToList();
        Spans += gold.Count;
        foreach (var span in gold)
        {
            if (ours.Sum(finding => Overlap(span, finding)) * 2 >= span.Length) Found++;
            if (ours.Any(finding => finding.Start == span.Start && finding.Length == span.Length)) Exact++;
        }

        foreach (var finding in ours)
        {
            var right = gold.Sum(span => Overlap(span, finding));
            var excused = excuses.Sum(span => Overlap(span, finding));

            // One that lies in excused text alone is neither right nor wrong.
            if (right == 0 && excused * 2 >= finding.Length) continue;
            Findings++;
            if ((right + excused) * 2 >= finding.Length) Right++;
            if (!gold.Any(span => finding.Start == span.Start && finding.Length == span.Length)) Inexact++;
        }
    }

    public void Add(SpanScore other)
    {
        Spans += other.Spans;
        Found += other.Found;
        Findings += other.Findings;
        Right += other.Right;
        Exact += other.Exact;
        Inexact += other.Inexact;
    }

    private static int Overlap(PiiSpan span, TextFinding finding) => Math.Max(0, Math.Min(span.End, finding.End) - Math.Max(span.Start, finding.Start));

    private static double F(double precision, double recall) => precision + recall == 0 ? 0 : 5 * precision * recall / (4 * precision + recall);
}
