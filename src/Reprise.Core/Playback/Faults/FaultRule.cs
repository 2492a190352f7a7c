using System.Collections.Concurrent;

namespace Reprise.Playback.Faults;

/// <summary>One rule, and how many calls it has seen.</summary>
internal sealed class FaultRule(int index, string name, FaultWhen when, FaultEffect effect)
{
    /// <summary>Callers make up lanes and paths; beyond so many, new ones are counted together.</summary>
    private const int MaxScopes = 10_000;
    private const string Overflow = "\n";

    private readonly ConcurrentDictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private int _scopes;
    private long _seen;
    private long _applied;

    public FaultCount Count => new(name, Interlocked.Read(ref _seen), Interlocked.Read(ref _applied));

    /// <param name="asked">The call.</param>
    /// <param name="seed">Of chance.</param>
    /// <param name="number">The how many-eth it is of those the rule is for, from 1.</param>
    public bool IsMeantFor(AskedRequest asked, long seed, out long number)
    {
        number = 0;
        if (!when.Fits(asked)) return false;
        Interlocked.Increment(ref _seen);
        var scope = when.Of switch { FaultScope.Lane => asked.Lane, FaultScope.Path => asked.Request.Path, _ => "" };
        if (when.Of != FaultScope.All && !_numbers.ContainsKey(scope) && (Volatile.Read(ref _scopes) >= MaxScopes || Interlocked.Increment(ref _scopes) > MaxScopes)) scope = Overflow;
        number = _numbers.AddOrUpdate(scope, 1, static (_, count) => count + 1);
        return when.IsTurn(number) && (when.Probability is not { } chance || Chance(seed, 0, number) < chance);
    }

    public PlaybackFault FaultFor(AskedRequest asked, long seed, long number)
    {
        Interlocked.Increment(ref _applied);
        return effect.For(name, asked.Request, Chance(seed, 1, number));
    }

    public void Rewind()
    {
        _numbers.Clear();
        Volatile.Write(ref _scopes, 0);
    }

    /// <summary>A number from 0 to 1 that depends on nothing but what is given (the finaliser of SplitMix64).</summary>
    private double Chance(long seed, int purpose, long number)
    {
        var x = unchecked((ulong)seed + (0x9E3779B97F4A7C15UL * (ulong)((number * 512) + (index * 2) + purpose + 1)));
        x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL);
        x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EBUL);
        return ((x ^ (x >> 31)) >> 11) / (double)(1UL << 53);
    }
}
