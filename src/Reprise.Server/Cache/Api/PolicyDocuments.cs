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

    /// <summary>All it says.</summary>
    public required CachePolicyValues Values { get; init; }

    public static CachePolicyDocument Of(PolicyInForce found) =>
        new() { Name = found.Policy.Name, Source = found.Source, Generation = found.Generation, Mistake = found.Mistake, Values = CachePolicyValues.Of(found.Policy) };
}
