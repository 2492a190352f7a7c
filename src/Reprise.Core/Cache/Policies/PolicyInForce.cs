namespace Reprise.Cache.Policies;

/// <summary>A policy as it is in force in a project now.</summary>
/// <param name="Policy">All it says.</param>
/// <param name="Generation">Answers kept under an earlier one are left behind.</param>
/// <param name="Source">The strongest place that says something of it: <c>setting of project shop</c>, <c>setting of all projects</c>, <c>Cache:Policies:x</c> or <c>built in</c>.</param>
/// <param name="Mistake">Why it is off: a setting of it that cannot be read, by another version perhaps. Null when all is well.</param>
public sealed record PolicyInForce(CachePolicy Policy, long Generation, string Source, string? Mistake)
{
    /// <summary>When everything kept until then was last left behind; null when it never was.</summary>
    public DateTimeOffset? PurgedAt { get; init; }
}
