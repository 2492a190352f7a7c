namespace Reprise.Cache.Policies;

/// <summary>Which requests take part in the cache.</summary>
public enum CacheParticipation
{
    /// <summary>Those that ask for it.</summary>
    Asked,

    /// <summary>All that do not refuse.</summary>
    Always,

    /// <summary>None, whatever they ask.</summary>
    Never,
}

/// <summary>Whether a request takes part, and under which policy.</summary>
/// <param name="TakesPart">When false the request goes upstream as if there were no cache.</param>
/// <param name="Policy">The policy; null when the request takes no part.</param>
/// <param name="Generation">Part of the key: <see cref="Keys.CacheScope.Generation"/>.</param>
/// <param name="Reason">
/// Why a request that asked, or that was meant to take part, does not: a word of <see cref="CacheReasons"/>. Null when it takes part and when nobody asked.
/// </param>
public readonly record struct CacheUse(bool TakesPart, CachePolicy? Policy, long Generation, string? Reason);
