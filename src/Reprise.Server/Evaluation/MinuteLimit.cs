namespace Reprise.Server.Evaluation;

/// <summary>So many a minute and no more. Safe for use from many threads.</summary>
internal sealed class MinuteLimit(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _began;
    private int _taken;

    /// <summary>Takes one, if the minute has one left.</summary>
    public bool TryTake(int most)
    {
        lock (_gate)
        {
            if (_taken == 0 || time.GetElapsedTime(_began) >= TimeSpan.FromMinutes(1)) (_began, _taken) = (time.GetTimestamp(), 0);
            if (_taken >= most) return false;
            _taken++;
            return true;
        }
    }
}
