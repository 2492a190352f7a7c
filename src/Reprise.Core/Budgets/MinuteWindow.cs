namespace Reprise.Budgets;

/// <summary>Counts within the last minute, by the second. Safe for use from many threads.</summary>
/// <remarks>
/// System.Threading.RateLimiting has no limiter that takes a clock, and none to which an amount can be added after the fact, which tokens need: they are known when a call ends.
/// A second counts as a whole, so a minute is 59 to 60 seconds here and never less than what is allowed is let through.
/// </remarks>
internal sealed class MinuteWindow
{
    private const int Seconds = 60;
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Seconds];
    private long _second = long.MinValue;
    private long _sum;

    /// <summary>Counts one when fewer than <paramref name="most"/> were counted; else says how long it takes until one may be.</summary>
    public bool TryTake(long second, long most, out TimeSpan wait)
    {
        lock (_lock)
        {
            if (!HasRoom(second, most, out wait)) return false;
            AddNow(1);
            return true;
        }
    }

    /// <summary>Whether less than <paramref name="most"/> was counted; else says when.</summary>
    public bool IsBelow(long second, long most, out TimeSpan wait)
    {
        lock (_lock) return HasRoom(second, most, out wait);
    }

    public void Add(long second, long amount)
    {
        lock (_lock)
        {
            Forget(second);
            AddNow(amount);
        }
    }

    private bool HasRoom(long second, long most, out TimeSpan wait)
    {
        Forget(second);
        wait = default;
        if (_sum < most) return true;
        var left = _sum;
        for (var age = Seconds - 1; age >= 0; age--)
        {
            left -= _counts[Slot(_second - age)];
            if (left >= most) continue;
            wait = TimeSpan.FromSeconds(Seconds - age);
            break;
        }

        return false;
    }

    private void AddNow(long amount)
    {
        _counts[Slot(_second)] += amount;
        _sum += amount;
    }

    private void Forget(long second)
    {
        if (_second == long.MinValue) _second = second;
        if (second - _second >= Seconds)
        {
            Array.Clear(_counts);
            (_sum, _second) = (0, second);
        }

        for (; _second < second;)
        {
            _second++;
            _sum -= _counts[Slot(_second)];
            _counts[Slot(_second)] = 0;
        }
    }

    private static int Slot(long second) => (int)(((second % Seconds) + Seconds) % Seconds);
}
