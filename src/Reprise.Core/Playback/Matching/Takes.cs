namespace Reprise.Playback.Matching;

/// <summary>The recordings of one request, or of the whole tape, in recorded order, as each lane may play them. For any number of threads.</summary>
internal sealed class Takes
{
    private readonly List<Take> _takes;
    private volatile Snapshot? _snapshot;

    public Takes() => _takes = [];
    public Takes(IEnumerable<Take> takes) => _takes = [.. takes];

    public IReadOnlyList<Take> All => Current().All;

    /// <summary>A lane's own recordings; all of them for a lane that has none.</summary>
    public Take[] For(string lane)
    {
        var current = Current();
        return current.ByLane is { } lanes && lanes.TryGetValue(lane, out var own) ? own : current.All;
    }

    public void Add(Take take)
    {
        lock (_takes)
        {
            _takes.Add(take);
            _snapshot = null;
        }
    }

    private Snapshot Current() => _snapshot ?? Renew();

    private Snapshot Renew()
    {
        lock (_takes)
        {
            var lanes = _takes.GroupBy(static take => take.Entry.Lane, StringComparer.Ordinal).ToList();
            // All of one lane: everybody's.
            var byLane = lanes.Count > 1 ? lanes.ToDictionary(static lane => lane.Key, static lane => lane.ToArray(), StringComparer.Ordinal) : null;
            return _snapshot = new Snapshot([.. _takes], byLane);
        }
    }

    private sealed record Snapshot(Take[] All, Dictionary<string, Take[]>? ByLane);
}
