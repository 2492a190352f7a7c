namespace Reprise.Privacy.Detection;

/// <summary>Finds personal data and secrets in a text, with all detectors together. Safe for use from many threads.</summary>
public sealed class Detector(IReadOnlyList<ITextDetector> detectors)
{
    /// <summary>Everything that is built in.</summary>
    public static Detector BuiltIn { get; } = new([new PersonalDetector(), new SecretDetector()]);

    /// <summary>What is found, in the order of the text, without overlaps: of two that overlap the surer one stays, then the longer one.</summary>
    public IReadOnlyList<TextFinding> Find(ReadOnlySpan<char> text)
    {
        var found = new List<TextFinding>();
        foreach (var detector in detectors) detector.Find(text, found);
        found.Sort(static (a, b) => a.Confidence != b.Confidence ? b.Confidence.CompareTo(a.Confidence) : b.Length.CompareTo(a.Length));
        var kept = new List<TextFinding>(found.Count);
        foreach (var finding in found)
            if (!kept.Exists(other => finding.Start < other.End && other.Start < finding.End)) kept.Add(finding);
        kept.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return kept;
    }
}
