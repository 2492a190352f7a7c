using System.Globalization;
using Reprise.Cache.Policies;

namespace Reprise.Server.Cache.Api;

/// <summary>Which requests of a project take part, and the policies there are.</summary>
internal sealed record CachePoliciesDocument
{
    /// <summary>`asked`: requests that ask for the cache; `always`: all that do not refuse; `never`: none.</summary>
    public required string Use { get; init; }

    /// <summary>The policy of requests that name none.</summary>
    public required string Policy { get; init; }
    public required IReadOnlyList<CachePolicyDocument> Items { get; init; }

    public static CachePoliciesDocument Of(CachePolicies policies, string project)
    {
        var (use, policy) = policies.UseOf(project);
        return new CachePoliciesDocument { Use = CacheWords.Of(use), Policy = policy, Items = [.. policies.List(project).Select(CachePolicyDocument.Of)] };
    }
}

/// <summary>A policy as it is in force in the project.</summary>
internal sealed record CachePolicyDocument
{
    public required string Name { get; init; }

    /// <summary>The strongest place that says something of it: a setting, configuration, or `built in`.</summary>
    public required string Source { get; init; }

    /// <summary>Answers kept under an earlier one are left behind.</summary>
    public required long Generation { get; init; }

    /// <summary>Why the policy is off although nobody turned it off; left out when all is well.</summary>
    public string? Mistake { get; init; }

    /// <summary>What its owner may not have meant, in words; left out when there is nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>All it says.</summary>
    public required CachePolicyValues Values { get; init; }

    public static CachePolicyDocument Of(PolicyInForce found) =>
        new() { Name = found.Policy.Name, Source = found.Source, Generation = found.Generation, Mistake = found.Mistake, Warning = WarningOf(found.Policy), Values = CachePolicyValues.Of(found.Policy) };

    private static string? WarningOf(CachePolicy policy)
    {
        if (policy.AssumedQuality < policy.MinQuality) return "Answers that nobody judged are never given: assumed_quality is below min_quality.";
        if (Ranking.LifeOfUnjudged(policy) is not { } life || life >= policy.MaxAge) return null;
        const string mend = "Raise assumed_quality or decay_floor, or lower min_quality.";
        return life < TimeSpan.FromMinutes(1)
            ? $"An answer that nobody judged is given no more as soon as it ages: decay takes it below min_quality. {mend}"
            : string.Create(CultureInfo.InvariantCulture, $"An answer that nobody judged is given for {life.TotalHours:0.#} hours only: then decay takes it below min_quality. {mend}");
    }
}
