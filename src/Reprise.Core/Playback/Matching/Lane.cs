namespace Reprise.Playback.Matching;

/// <summary>How far one caller has come.</summary>
internal sealed class Lane(string name)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Takes, int> _positions = [];
    private readonly HashSet<Take> _played = [];
    private int _position;

    public string Name { get; } = name;

    /// <summary>The next recording of a request that this lane has not played; after the last, the last again or null.</summary>
    public Take? Next(Takes takes, AfterLast afterLast, bool stays)
    {
        var list = takes.For(Name);
        lock (_lock)
        {
            var position = _positions.GetValueOrDefault(takes);
            // The same entry may have been played for a request that was the same byte for byte, and may now be found by what counts.
            var at = position;
            while (at < list.Length && _played.Contains(list[at])) at++;
            if (stays && at < list.Length) return list[at];
            if (at < list.Length) _played.Add(list[at]);
            var next = Math.Min(at + 1, list.Length);
            if (next != position) _positions[takes] = next;
            return at < list.Length ? list[at] : afterLast == AfterLast.Repeat ? list[^1] : null;
        }
    }

    /// <summary>The lane's next entry if it is the one that is asked for, else what stands in the way.</summary>
    /// <param name="order">The lane's recording.</param>
    /// <param name="afterLast">Whether the last entry may come again.</param>
    /// <param name="isAsked">Whether an entry is what is asked for.</param>
    /// <param name="stays">Whether it stays the next one.</param>
    /// <param name="expected">The entry that had to come, when another did; null when the recording is over.</param>
    public Take? Next(Take[] order, AfterLast afterLast, Func<Take, bool> isAsked, bool stays, out Take? expected)
    {
        lock (_lock)
        {
            expected = _position < order.Length ? order[_position] : null;
            if (expected is not null && isAsked(expected))
            {
                if (!stays) _position++;
                return expected;
            }

            return expected is null && afterLast == AfterLast.Repeat && order is [.., var last] && isAsked(last) ? last : null;
        }
    }

    /// <summary>The lane has the answer of this recording.</summary>
    public void Played(Take take)
    {
        lock (_lock) _played.Add(take);
    }

    public void Rewind()
    {
        lock (_lock)
        {
            _positions.Clear();
            _played.Clear();
            _position = 0;
        }
    }
}
