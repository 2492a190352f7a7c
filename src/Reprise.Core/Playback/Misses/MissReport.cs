using System.Globalization;
using System.Text;
using Reprise.Comparison;
using Reprise.Playback.Matching;

namespace Reprise.Playback.Misses;

/// <summary>
/// Says why a request has no recording, and what the nearest recording has that it has not. Bounded in what it reads and in what it says, since requests and tapes
/// are others' text.
/// </summary>
internal static class MissReport
{
    private const int MaxDifferences = 8;
    private const int MaxCandidates = 64;
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxText = 200;
    private const int MaxPaths = 5;

    public static PlaybackMiss Of(MissReason reason, string lane, TapeRequest request, TapeEntry? expected, MissSearch search)
    {
        var asked = request.Body.Length <= MaxBytes ? RequestLeaves.Of(request, search.Rules) : [];
        var (nearest, similarity, differences) = expected is not null ? Compare(asked, expected, search) : Nearest(request, asked, search);
        var shown = differences.Take(MaxDifferences).Select(static d => new JsonDifference(TapeWords.Visible(d.Path, MaxText), Shown(d.Original), Shown(d.Replay))).ToList();
        var miss = new PlaybackMiss
        {
            Reason = reason,
            Method = TapeWords.Visible(request.Method, 20),
            Path = TapeWords.Visible(request.Path, MaxText),
            Provider = TapeWords.Visible(request.Provider, 64),
            Lane = TapeWords.Visible(lane, MaxText),
            Nearest = nearest,
            Similarity = similarity,
            Differences = shown,
            MoreDifferences = differences.Count - shown.Count,
            Message = "",
        };
        return miss with { Message = Words(miss, search) };
    }

    /// <summary>The recording of the same path with most values in common; a recorded order breaks ties.</summary>
    private static (TapeEntry? Entry, double Similarity, List<JsonDifference> Differences) Nearest(TapeRequest request, Dictionary<string, RequestLeaves.Leaf> asked, MissSearch search)
    {
        (TapeEntry? Entry, double Similarity, List<JsonDifference> Differences) best = (null, 0, []);
        var bytes = 0L;
        // Bodies of a like length first: of very many only so many are read.
        var candidates = search.Takes.Select(static take => take.Entry)
            .Where(entry => entry.Request.Path == request.Path && entry.Request.Method == request.Method)
            .OrderBy(entry => entry.Request.Provider == request.Provider ? 0 : 1)
            .ThenBy(entry => Math.Abs((long)entry.Request.Body.Length - request.Body.Length));
        foreach (var entry in candidates.Take(MaxCandidates))
        {
            if (best.Entry is not null && (bytes += entry.Request.Body.Length) > MaxBytes) break;
            var candidate = Compare(asked, entry, search);
            if (best.Entry is null || candidate.Similarity > best.Similarity) best = candidate;
        }

        return best;
    }

    private static (TapeEntry? Entry, double Similarity, List<JsonDifference> Differences) Compare(Dictionary<string, RequestLeaves.Leaf> asked, TapeEntry entry, MissSearch search)
    {
        var recorded = RequestLeaves.Of(search.Compared(entry.Request), search.Rules);
        var differences = new List<JsonDifference>();
        var equal = 0;
        foreach (var (path, leaf) in recorded)
        {
            if (!asked.TryGetValue(path, out var other)) differences.Add(new JsonDifference(path, leaf.Shown, null));
            else if (other.Whole == leaf.Whole) equal++;
            else differences.Add(new JsonDifference(path, leaf.Shown, other.Shown));
        }

        foreach (var (path, leaf) in asked)
            if (!recorded.ContainsKey(path)) differences.Add(new JsonDifference(path, null, leaf.Shown));
        var union = equal + differences.Count;
        return (entry, union == 0 ? 1 : (double)equal / union, differences);
    }

    private static string? Shown(string? value) => value is null ? null : TapeWords.Visible(value, MaxText);

    private static string Words(PlaybackMiss miss, MissSearch search)
    {
        var words = new StringBuilder();
        words.Append(CultureInfo.InvariantCulture, $"no recording of {miss.Method} {miss.Path} for {miss.Provider}");
        if (miss.Lane.Length > 0) words.Append(CultureInfo.InvariantCulture, $" in lane {miss.Lane}");
        words.Append(miss.Reason switch
        {
            MissReason.PlayedOut => ": all recordings of this request have been played.",
            MissReason.OutOfOrder => ": the recording goes on with another request.",
            MissReason.LaneOver => ": the recording is over.",
            _ => ".",
        });
        if (miss.Nearest is null)
        {
            var paths = search.Takes.Select(static take => take.Entry.Request).Select(static r => $"{r.Method} {r.Path} for {r.Provider}").Distinct(StringComparer.Ordinal).Take(MaxPaths + 1).ToList();
            if (miss.Reason == MissReason.LaneOver) return words.ToString();
            return words.Append(paths.Count == 0 ? " The tape is empty." : $" The tape has {string.Join(", ", paths.Take(MaxPaths).Select(static p => TapeWords.Visible(p, MaxText)))}{(paths.Count > MaxPaths ? " and others" : "")}.").ToString();
        }

        if (miss.Reason == MissReason.PlayedOut) return words.ToString();
        words.Append(miss.Reason == MissReason.OutOfOrder ? " Next is " : " Nearest is ").Append(Where(miss.Nearest));
        if (miss.Nearest.Request.Path != miss.Path || miss.Nearest.Request.Method != miss.Method) words.Append(CultureInfo.InvariantCulture, $" ({TapeWords.Visible($"{miss.Nearest.Request.Method} {miss.Nearest.Request.Path}", MaxText)})");
        words.Append(CultureInfo.InvariantCulture, $", {Math.Floor(miss.Similarity * 100):0} % the same.");
        if (miss.Nearest.Request.Provider != miss.Provider) words.Append(CultureInfo.InvariantCulture, $"\n  it is of {TapeWords.Visible(miss.Nearest.Request.Provider, 64)}");
        else if (search.Rules is null && miss.Similarity >= 1 && miss.Reason == MissReason.NotRecorded)
            words.Append("\n  the same but for white space, the order of properties or escapes; matching 'normalised' would find it");
        foreach (var difference in miss.Differences)
            words.Append(CultureInfo.InvariantCulture, $"\n  {difference.Path}: recorded {difference.Original ?? "nothing"}, asked {difference.Replay ?? "nothing"}");
        if (miss.MoreDifferences > 0) words.Append(CultureInfo.InvariantCulture, $"\n  and {miss.MoreDifferences} more");
        return words.ToString();
    }

    private static string Where(TapeEntry entry) =>
        entry.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {entry.Line} of the tape") : entry.Interaction is { } id ? $"interaction {TapeWords.Visible(id, 64)}" : "one recorded just now";
}
