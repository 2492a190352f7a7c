namespace Reprise.Cache.Policies;

/// <summary>Which requests the cache may answer, and how sure it must be; section <c>Cache</c>.</summary>
public sealed class CacheUseOptions
{
    public const string Section = "Cache";

    /// <summary>
    /// <c>asked</c>: only requests with <c>Reprise-Cache: on</c> or with a policy's name take part; <c>always</c>: all that do not refuse; <c>never</c>: none.
    /// Default <c>asked</c>.
    /// </summary>
    public string Use { get; set; } = "asked";

    /// <summary>The policy of requests that name none. Default <c>default</c>.</summary>
    public string Policy { get; set; } = CachePresets.DefaultName;

    /// <summary>For one project, by name.</summary>
    public Dictionary<string, CacheUseValues> Projects { get; } = new(StringComparer.Ordinal);

    /// <summary>Policies by name: own ones, or what shall differ from a preset.</summary>
    public Dictionary<string, CachePolicyValues> Policies { get; } = new(StringComparer.Ordinal);

    internal CacheUseValues Values => new() { Use = Use, Policy = Policy };

    /// <summary>What cannot be, each under its full name.</summary>
    public IEnumerable<string> Mistakes()
    {
        foreach (var (name, mistake) in Values.Mistakes()) yield return $"Cache:{name} {mistake}.";
        foreach (var (project, values) in Projects)
        {
            if (!Interactions.Projects.IsValid(project)) yield return $"Cache:Projects:{project} is no name of a project; expected 1 to 64 of a-z, 0-9, '-', '_' and '.'.";
            foreach (var (name, mistake) in values.Mistakes()) yield return $"Cache:Projects:{project}:{name} {mistake}.";
        }

        foreach (var (policy, values) in Policies)
        {
            if (!CachePolicies.IsValidName(policy)) yield return $"Cache:Policies:{policy} is no name of a policy; expected {CachePolicies.NameRule}.";
            foreach (var (name, mistake) in values.Mistakes()) yield return $"Cache:Policies:{policy}:{name} {mistake}.";
        }
    }
}
