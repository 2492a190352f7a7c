namespace Reprise.Replay.Runs;

/// <summary>Counts while a run runs. Safe for use from many threads.</summary>
internal sealed class RunProgress
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _skippedBy = new(StringComparer.Ordinal);
    private long _succeeded, _failed, _skipped, _retried;
    private int _failuresInARow;

    /// <summary>What there was before this start.</summary>
    public void Begin(RunDone done)
    {
        lock (_lock) (_succeeded, _failed) = (done.Succeeded, done.Failed);
    }

    /// <summary>One more replay. Returns how many failed one after another.</summary>
    public int Add(bool succeeded)
    {
        lock (_lock)
        {
            if (succeeded) _succeeded++;
            else _failed++;
            return _failuresInARow = succeeded ? 0 : _failuresInARow + 1;
        }
    }

    public void AddSkipped(string code)
    {
        lock (_lock)
        {
            _skipped++;
            _skippedBy[code] = _skippedBy.GetValueOrDefault(code) + 1;
        }
    }

    /// <summary>A call that could not be made at all. Returns how many failed one after another.</summary>
    public int AddRefused(string code)
    {
        AddSkipped(code);
        lock (_lock) return ++_failuresInARow;
    }

    public void AddRetry()
    {
        lock (_lock) _retried++;
    }

    public RunCounters Snapshot(decimal spent)
    {
        lock (_lock)
        {
            return new RunCounters
            {
                Succeeded = _succeeded, Failed = _failed, Skipped = _skipped, Retried = _retried, SpentUsd = spent,
                SkippedBy = new Dictionary<string, long>(_skippedBy, StringComparer.Ordinal),
            };
        }
    }
}
