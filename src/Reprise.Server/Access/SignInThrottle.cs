using System.Net;
using System.Net.Sockets;

namespace Reprise.Server.Access;

/// <summary>
/// Slows down guessing. Attempts count before they are looked at, so that many at once count too: for a user from one address, for a user from anywhere and for
/// an address whoever it asks for. Beyond the free ones each wait is twice the one before. In memory, bounded; safe for use from many threads.
/// </summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    private const int Most = 20_000;
    private static readonly TimeSpan s_forget = TimeSpan.FromHours(1);
    private static readonly Limit s_pair = new(5, TimeSpan.FromMinutes(15));

    /// <summary>Waits little: whoever guesses from many addresses must not lock the user out.</summary>
    private static readonly Limit s_user = new(20, TimeSpan.FromSeconds(30));
    private static readonly Limit s_address = new(30, TimeSpan.FromMinutes(15));
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tries> _tries = new(StringComparer.Ordinal);

    /// <summary>Attempts that were told to wait.</summary>
    public long Refused { get; private set; }

    /// <summary>Counts an attempt. How long to wait before the next when this one comes too soon; null when it may be looked at.</summary>
    public TimeSpan? Begin(string user, IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_tries.Count >= Most) Forget(now);
            (string Key, Limit Limit)[] scopes = [(PairOf(user, address), s_pair), ("u " + Short(user), s_user), ("a " + Of(address), s_address)];
            var wait = scopes.Max(scope => _tries.TryGetValue(scope.Key, out var tries) && tries.Until > now ? tries.Until - now : TimeSpan.Zero);
            if (wait > TimeSpan.Zero)
            {
                Refused++;
                return wait;
            }

            foreach (var (key, limit) in scopes)
            {
                var count = (_tries.TryGetValue(key, out var tries) && now - tries.At < s_forget ? tries.Count : 0) + 1;
                _tries[key] = new Tries(count, now, now + limit.WaitAfter(count));
            }

            return null;
        }
    }

    /// <summary>An attempt was right: those for this user from this address count no more.</summary>
    public void Succeeded(string user, IPAddress? address)
    {
        lock (_lock)
        {
            _tries.Remove(PairOf(user, address));
            Forgive("u " + Short(user));
            Forgive("a " + Of(address));
        }
    }

    private void Forgive(string key)
    {
        if (_tries.TryGetValue(key, out var tries)) _tries[key] = tries with { Count = tries.Count - 1 };
    }

    /// <summary>Those that are over first; when that is not enough, those that have failed least.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var key in _tries.Where(tries => now - tries.Value.At >= s_forget).Select(static tries => tries.Key).ToList()) _tries.Remove(key);
        if (_tries.Count < Most) return;
        foreach (var key in _tries.OrderBy(static tries => tries.Value.Count).ThenBy(static tries => tries.Value.At).Take(Most / 4).Select(static tries => tries.Key).ToList()) _tries.Remove(key);
    }

    private static string PairOf(string user, IPAddress? address) => $"p {Of(address)} {Short(user)}";

    private static string Short(string user) => user.Length <= 64 ? user : user[..64];

    /// <summary>Who has one address of the sixth version has a whole network of them.</summary>
    private static string Of(IPAddress? address)
    {
        if (address is null) return "-";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private sealed record Limit(int Free, TimeSpan Most)
    {
        public TimeSpan WaitAfter(int count)
        {
            if (count < Free) return TimeSpan.Zero;
            var wait = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(count - Free, 20)));
            return wait < Most ? wait : Most;
        }
    }

    private readonly record struct Tries(int Count, DateTimeOffset At, DateTimeOffset Until);
}
