using System.Collections.Frozen;
using Reprise.Settings;

namespace Reprise.Cache.Policies;

/// <summary>What is in force everywhere, as it was at one time. Immutable.</summary>
internal sealed class PolicySnapshot
{
    private readonly FrozenDictionary<string, ProjectPolicies> _projects;
    private readonly ProjectPolicies _others;

    public PolicySnapshot(CacheUseOptions options, IReadOnlyList<Setting> settings)
    {
        var all = settings.ToLookup(static setting => setting.Project, StringComparer.Ordinal);
        _others = new ProjectPolicies("", options, [.. all[""]], []);
        _projects = all.Select(static group => group.Key).Concat(options.Projects.Keys).Distinct(StringComparer.Ordinal).Where(static name => name.Length > 0)
            .ToFrozenDictionary(static name => name, name => new ProjectPolicies(name, options, [.. all[""]], [.. all[name]]), StringComparer.Ordinal);
    }

    /// <summary>Projects nobody said anything of share one.</summary>
    public ProjectPolicies Of(string project) => _projects.GetValueOrDefault(project, _others);
}
