namespace Reprise.Cache.Entries;

/// <summary>
/// Knows up to which number every entry has its vector, while some additions are under way and some have failed. What it says is written into the vector file,
/// so it must never be too high: an entry below it would stay without a vector. Safe for any number of threads.
/// </summary>
internal sealed class FillLine
{
    private readonly Lock _gate = new();
    private readonly List<AddedRange> _underWay = [];
    private long _highest;
    private long? _behind;
    private long _failures;

    /// <summary>Everything up to here has its vector, or cannot have one.</summary>
    public long Value
    {
        get
        {
            lock (_gate)
            {
                var value = Math.Min(_highest, _behind ?? long.MaxValue);
                foreach (var range in _underWay) value = Math.Min(value, range.First - 1);
                return value;
            }
        }
    }

    /// <summary>Where the work of catching up goes on: behind this number; null when there is none. With it a stamp for <see cref="TryFinish"/>.</summary>
    public (long? Behind, long Stamp) Next
    {
        get
        {
            lock (_gate) return (_behind, _failures);
        }
    }

    /// <summary>Everything behind this number is to be looked at.</summary>
    public void FallBehind(long number)
    {
        lock (_gate)
        {
            _behind = Math.Min(_behind ?? long.MaxValue, number);
            _failures++;
        }
    }

    /// <summary>Entries have got their numbers, and their vectors are being made.</summary>
    public AddedRange Begin(long first, long last)
    {
        var range = new AddedRange(first, last);
        lock (_gate)
        {
            _underWay.Add(range);
            _highest = Math.Max(_highest, last);
        }

        return range;
    }

    public void End(AddedRange range, bool isDone)
    {
        lock (_gate)
        {
            _underWay.Remove(range);
            if (isDone) return;
            _behind = Math.Min(_behind ?? long.MaxValue, range.First - 1);
            _failures++;
        }
    }

    /// <summary>Whether somebody else is just making the vector.</summary>
    public bool IsUnderWay(long number)
    {
        lock (_gate) return _underWay.Exists(range => range.First <= number && number <= range.Last);
    }

    /// <summary>Catching up came from one number to another. Nothing happens when something has failed since the stamp was given; then it looks again.</summary>
    public void Advance(long from, long to, long stamp)
    {
        lock (_gate)
        {
            if (_behind != from || _failures != stamp) return;
            _behind = to;
            _highest = Math.Max(_highest, to);
        }
    }

    /// <summary>Nothing was found behind a number. False when something has failed since the stamp was given.</summary>
    public bool TryFinish(long behind, long stamp)
    {
        lock (_gate)
        {
            if (_behind != behind || _failures != stamp) return false;
            _behind = null;
            _highest = Math.Max(_highest, behind);
            return true;
        }
    }

    /// <summary>The entries are others than before, and numbers begin again.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _underWay.Clear();
            _highest = 0;
            _behind = 0;
            _failures++;
        }
    }

    public sealed class AddedRange(long first, long last)
    {
        public long First => first;

        public long Last => last;
    }
}
