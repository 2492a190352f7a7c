namespace Reprise.Replay.Runs;

/// <summary>
/// Keeps spending to its bound within one call. A case is let in while everything under way and it together have room, each reckoned with the largest cost there has
/// been; when nothing is under way, one more while anything is left. Safe for use from many threads.
/// </summary>
/// <param name="limit">US dollars; null for no bound.</param>
/// <param name="spent">Already.</param>
/// <param name="largest">The largest cost of a case so far; null when none is known.</param>
internal sealed class RunBudget(decimal? limit, decimal spent, decimal? largest)
{
    private readonly Lock _lock = new();
    private readonly List<Place> _underWay = [];
    private decimal _spent = spent;
    private decimal? _largest = largest;

    /// <summary>How far estimates fell short, at worst.</summary>
    private decimal _shortfall = 1;
    private TaskCompletionSource _changed = NewSignal();

    public decimal Spent
    {
        get
        {
            lock (_lock) return _spent;
        }
    }

    /// <summary>The largest cost of a case so far, 0 when none is known.</summary>
    public decimal Largest
    {
        get
        {
            lock (_lock) return _largest ?? 0;
        }
    }

    /// <summary>Waits for room. Null when nothing is left to spend.</summary>
    /// <param name="estimate">What the case will probably cost.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<Place?> EnterAsync(decimal estimate, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (_lock)
            {
                if (TryEnter(estimate) is { } place) return place;
                if (_underWay.Count == 0) return null;
                change = _changed.Task;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Counts what was spent on a case that is under way.</summary>
    public void Spend(Place place, decimal cost)
    {
        lock (_lock)
        {
            place.Cost += cost;
            _spent += cost;
            if (place.Cost > (_largest ?? 0)) _largest = place.Cost;
        }
    }

    /// <summary>The case is over, with all that was spent on it.</summary>
    public void Leave(Place place)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _underWay.Remove(place);
            _largest ??= place.Cost;
            if (place.Estimate > 0 && place.Cost > 0) _shortfall = Math.Max(_shortfall, place.Cost / place.Estimate);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
    }

    private Place? TryEnter(decimal estimate)
    {
        var bound = Math.Max(_largest ?? 0, estimate * _shortfall);
        if (limit is { } most)
        {
            // An estimate is only that: the first case goes alone, and the others are reckoned with what it did cost.
            var others = Math.Max(_underWay.Sum(static place => place.Bound), _underWay.Count * (_largest ?? 0));
            var hasRoom = _largest is not null && _spent + others + bound <= most;
            if (!hasRoom && (_underWay.Count > 0 || _spent >= most)) return null;
        }

        var place = new Place(estimate, bound);
        _underWay.Add(place);
        return place;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A case under way.</summary>
    internal sealed class Place(decimal estimate, decimal bound)
    {
        public decimal Estimate { get; } = estimate;
        public decimal Bound { get; } = bound;
        public decimal Cost { get; set; }
    }
}
