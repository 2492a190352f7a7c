using Reprise.Access;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Budgets;

/// <summary>
/// What one key has spent in each of its periods: what is on record, and what calls of this process have cost that is not there yet. Safe for use from many threads.
/// </summary>
/// <remarks>
/// A call counts for the period in which it began, as it does in every sum over the record. It is added when it ends, before its client has the end of the answer, and what its
/// record says takes that sum's place when it is stored. While the record is being read, what is stored meanwhile may stand in the sum or not: it is then read again.
/// </remarks>
#pragma warning disable CA1001 // Its wait handle is never asked for, and without that a semaphore holds nothing.
internal sealed class KeySpend
#pragma warning restore CA1001
{
    private const int MostReadings = 5;

    /// <summary>What a policy keeps from the record never comes back as stored. Beyond so many a call counts as it was when it ended.</summary>
    private const int MostOpen = 10_000;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<InteractionId, Charge> _open = [];
    private readonly List<Charge> _meanwhile = [];
    private readonly Sum[] _sums;
    private readonly List<(BudgetPeriod Period, DateTimeOffset From, decimal Usd)> _written = [];
    private readonly ApiKey _key;
    private readonly DateTimeOffset _began;
    private bool _isReading;
    private long _changes;

    /// <param name="key">Its budgets say which periods are counted.</param>
    /// <param name="began">When this process began: what is stored of before was left by an earlier one.</param>
    /// <param name="now">The time.</param>
    /// <param name="before">Of the same key with other limits: its periods are counted on, since calls that came under those are still under way.</param>
    public KeySpend(ApiKey key, DateTimeOffset began, DateTimeOffset now, KeySpend? before = null)
    {
        (_key, _began) = (key, began);
        var periods = key.Limits!.Budgets.Select(static budget => budget.Per);
        if (before is not null && before._key.CreatedAt == key.CreatedAt)
        {
            periods = periods.Concat(before._sums.Select(static sum => sum.Period));
            lock (before._lock)
            {
                foreach (var (id, charge) in before._open) _open[id] = charge;
                _written.AddRange(before._written);
            }
        }

        _sums = [.. periods.Distinct().Select(period => new Sum(period, BudgetWindow.At(period, now, key.CreatedAt)))];
    }

    public ApiKey Key => _key;

    /// <summary>Whether what is on record has been counted.</summary>
    public bool IsRead { get; private set; }

    /// <summary>When that was, on the clock's own count.</summary>
    public long ReadAt { get; private set; }

    /// <summary>Grows with each change.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public bool Counts(ApiKey key) => key.Limits is { } limits && key.CreatedAt == _key.CreatedAt && limits.Budgets.All(budget => Array.Exists(_sums, sum => sum.Period == budget.Per));

    public decimal Spent(BudgetPeriod period, DateTimeOffset now)
    {
        lock (_lock)
        {
            Roll(now);
            return Array.Find(_sums, sum => sum.Period == period)?.Usd ?? 0;
        }
    }

    /// <summary>What is spent in each period now.</summary>
    public IReadOnlyList<(BudgetPeriod Period, BudgetWindow Window, decimal Usd)> Now(DateTimeOffset now)
    {
        lock (_lock)
        {
            Roll(now);
            return [.. _sums.Select(static sum => (sum.Period, sum.Window, sum.Usd))];
        }
    }

    /// <summary>A call of this process has ended.</summary>
    public void Add(InteractionId id, DateTimeOffset at, decimal usd)
    {
        lock (_lock)
        {
            if (_open.Count < MostOpen) _open[id] = new Charge(at, usd);
            AddToSums(at, usd);
        }
    }

    /// <summary>A call is on record: one of this process, or one that an earlier process left in its journal.</summary>
    public void Settle(InteractionId id, DateTimeOffset at, decimal usd)
    {
        // Who sends a record may write any cost into it, and must not earn by it.
        usd = Math.Max(0, usd);
        lock (_lock)
        {
            if (_open.Remove(id, out var charged)) AddToSums(charged.At, usd - charged.Usd);
            else if (IsRead && at < _began) AddToSums(at, usd);
            if (_isReading) _meanwhile.Add(new Charge(at, usd));
        }
    }

    /// <summary>Never less than was written down before: retention and erasure take calls off the record, not what they cost.</summary>
    public void AtLeast(BudgetPeriod period, DateTimeOffset from, decimal usd)
    {
        lock (_lock)
        {
            // What was written down before by another server may be less, or of a period that is over.
            if (_written.Exists(written => written.Period == period && (written.From > from || (written.From == from && written.Usd >= usd)))) return;
            _written.RemoveAll(written => written.Period == period);
            _written.Add((period, from, usd));
            Raise();
        }
    }

    /// <summary>Counts what is on record. Throws a <see cref="StoreException"/>.</summary>
    public async Task ReadAsync(IInteractionStore store, TimeProvider time, bool again, CancellationToken cancellationToken)
    {
        if (!again) await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        // One reads again for all; the other calls go on with what is known.
        else if (!await _reading.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false)) return;
        try
        {
            if (IsRead && !again) return;
            // Should it fail, the next call does not ask again at once.
            if (again) ReadAt = time.GetTimestamp();
            for (var left = MostReadings; ; left--)
            {
                DateTimeOffset from;
                lock (_lock)
                {
                    Roll(time.GetUtcNow());
                    from = _sums.Min(static sum => sum.Window.From);
                    _isReading = true;
                    _meanwhile.Clear();
                }

                var rows = (await store.AggregateAsync(QueryFrom(from), cancellationToken).ConfigureAwait(false)).Rows;
                lock (_lock)
                {
                    _isReading = false;
                    // Under steady traffic it may never be quiet. What was stored meanwhile then counts beside the sum it may stand in: a moment's calls, until it is read again.
                    if (_meanwhile.Count > 0 && left > 1) continue;
                    foreach (var sum in _sums)
                    {
                        sum.Usd = rows.Where(row => row.Bucket >= sum.Window.From).Sum(static row => row.CostUsd ?? 0)
                            + _open.Values.Concat(_meanwhile).Where(charge => sum.Holds(charge.At)).Sum(static charge => charge.Usd);
                    }

                    Raise();
                    (IsRead, ReadAt) = (true, time.GetTimestamp());
                    return;
                }
            }
        }
        finally
        {
            lock (_lock) _isReading = false;
            _reading.Release();
        }
    }

    private AggregateQuery QueryFrom(DateTimeOffset from) => new()
    {
        Project = _key.Project, From = from, Bucket = TimeSpan.FromDays(1), Limit = AggregateQuery.MaxGroups,
        Filter = new AndFilter(
        [
            new FieldFilter(FilterFields.Find(FilterFields.MetadataPrefix + KeyLabels.KeyId)!, FilterOperator.Equal, _key.Id),
            // Who sends a record may write any cost into it, and must not earn by it.
            new FieldFilter(FilterFields.Find("cost_usd")!, FilterOperator.GreaterOrEqual, 0d),
        ]),
    };

    private void AddToSums(DateTimeOffset at, decimal usd)
    {
        if (usd == 0) return;
        Interlocked.Increment(ref _changes);
        foreach (var sum in _sums)
        {
            if (sum.Holds(at)) sum.Usd += usd;
        }
    }

    private void Raise()
    {
        foreach (var (period, from, usd) in _written)
        {
            if (Array.Find(_sums, sum => sum.Period == period) is { } sum && sum.Window.From == from && sum.Usd < usd) sum.Usd = usd;
        }
    }

    private void Roll(DateTimeOffset now)
    {
        foreach (var sum in _sums)
        {
            if (sum.Window.To is not { } end || now < end) continue;
            sum.Window = BudgetWindow.At(sum.Period, now, _key.CreatedAt);
            sum.Usd = _open.Values.Where(charge => sum.Holds(charge.At)).Sum(static charge => charge.Usd);
        }
    }

    private readonly record struct Charge(DateTimeOffset At, decimal Usd);

    private sealed class Sum(BudgetPeriod period, BudgetWindow window)
    {
        public BudgetPeriod Period => period;
        public BudgetWindow Window { get; set; } = window;
        public decimal Usd { get; set; }

        public bool Holds(DateTimeOffset at) => at >= Window.From;
    }
}
