namespace Reprise.Privacy.Detection;

/// <summary>Finds personal data and secrets in a text, with all detectors together. Safe for use from many threads.</summary>
public sealed class Detector
{
    private readonly IReadOnlyList<ITextDetector> _detectors;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? _allowed;
    private readonly RecentFindings? _recent;

    public Detector(IReadOnlyList<ITextDetector> detectors)
        : this(detectors, [])
    {
    }

    /// <summary>With texts that are never findings, case apart.</summary>
    public Detector(IReadOnlyList<ITextDetector> detectors, IReadOnlyList<string> allowed)
    {
        ArgumentNullException.ThrowIfNull(detectors);
        ArgumentNullException.ThrowIfNull(allowed);
        _detectors = detectors;
        if (allowed.Count > 0) _allowed = new HashSet<string>(allowed, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    private Detector(Detector other, RecentFindings recent) => (_detectors, _allowed, _recent) = (other._detectors, other._allowed, recent);

    /// <summary>Everything that is built in.</summary>
    public static Detector BuiltIn { get; } = new([new PersonalDetector(), new SecretDetector()]);

    /// <summary>The same detectors, with other texts that are never findings, case apart.</summary>
    public Detector Allowing(IReadOnlyList<string> allowed) => new(_detectors, allowed);

    /// <summary>The same, remembering for a while what it found: for one that several ask for the same text, such as redaction before a call is recorded and scanning after.</summary>
    public Detector Remembering() => new(this, new RecentFindings());

    /// <summary>What is found, in the order of the text, without overlaps: of two that overlap the surer one stays, then the longer one.</summary>
    public IReadOnlyList<TextFinding> Find(ReadOnlySpan<char> text)
    {
        if (_recent is null || text.Length < RecentFindings.ShortestText) return Look(text);
        var key = RecentFindings.KeyOf(text);
        if (_recent.Find(key) is { } known) return known;
        TextFinding[] seen = [.. Look(text)];
        _recent.Keep(key, seen);
        return seen;
    }

    private List<TextFinding> Look(ReadOnlySpan<char> text)
    {
        var found = new List<TextFinding>();
        foreach (var detector in _detectors) detector.Find(text, found);
        if (found.Count == 0) return [];
        if (_allowed is { } allowed) MarkAllowed(text, found, allowed);
        if (found.Count > 1) Untangle(found);
        if (_allowed is not null) found.RemoveAll(static finding => finding.Confidence > 1);
        return found;
    }

    /// <summary>Allowed ones win over everything they overlap, and go last of all, so that no part of an allowed text is found in their place.</summary>
    private static void MarkAllowed(ReadOnlySpan<char> text, List<TextFinding> found, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> allowed)
    {
        for (var i = 0; i < found.Count; i++)
        {
            var finding = found[i];
            if (allowed.Contains(text.Slice(finding.Start, finding.Length))) found[i] = finding with { Confidence = 2 };
        }
    }

    /// <summary>Leaves the best of every knot. A finding that loses to one neighbour may free the next, so the order is by rank, and each looks only at the findings kept beside it.</summary>
    private static void Untangle(List<TextFinding> found)
    {
        found.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        if (!HasOverlap(found)) return;
        var byRank = new List<TextFinding>(found);
        byRank.Sort(Rank);
        var kept = new SortedSet<TextFinding>(Comparer<TextFinding>.Create(static (a, b) => a.Start.CompareTo(b.Start)));
        foreach (var finding in byRank)
        {
            // What is kept does not overlap, so only the last one that begins before this one's end can touch it.
            var before = kept.Count == 0 ? default : kept.GetViewBetween(default, finding with { Start = finding.End - 1 }).Max;
            if (before.Length > 0 && before.End > finding.Start) continue;
            kept.Add(finding);
        }

        found.Clear();
        found.AddRange(kept);
    }

    private static bool HasOverlap(List<TextFinding> sorted)
    {
        for (var i = 1; i < sorted.Count; i++)
        {
            if (sorted[i].Start < sorted[i - 1].End) return true;
        }

        return false;
    }

    private static int Rank(TextFinding a, TextFinding b)
    {
        var order = b.Confidence.CompareTo(a.Confidence);
        if (order == 0) order = b.Length.CompareTo(a.Length);
        if (order == 0) order = a.Start.CompareTo(b.Start);
        return order != 0 ? order : string.CompareOrdinal(a.Type, b.Type);
    }
}
