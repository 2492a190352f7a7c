using System.Collections.Frozen;
using Reprise.Cache.Experiments;
using Reprise.Settings;

namespace Reprise.Cache.Policies;

/// <summary>What is in force in one project. The nearest word wins: its own setting, the setting of all projects, configuration, the preset. Immutable.</summary>
internal sealed class ProjectPolicies
{
    /// <param name="project">Empty for those nobody said anything of.</param>
    /// <param name="options">Configuration.</param>
    /// <param name="everywhere">Settings of all projects.</param>
    /// <param name="own">Settings of this one.</param>
    public ProjectPolicies(string project, CacheUseOptions options, IReadOnlyList<Setting> everywhere, IReadOnlyList<Setting> own)
    {
        var names = everywhere.Concat(own).Where(static setting => setting.Kind == CachePolicies.SettingKind).Select(static setting => setting.Key)
            .Concat(options.Policies.Keys).Concat(CachePresets.All.Select(static preset => preset.Name)).Distinct(StringComparer.Ordinal);
        Policies = names.ToFrozenDictionary(static name => name, name => Read(project, name, options, everywhere, own), StringComparer.Ordinal);
        (Use, PolicyName) = ReadUse(project, options, everywhere, own);
        Experiment = own.Where(static setting => setting.Kind == CacheExperiments.SettingKind).Select(static setting => ExperimentNote.Read(setting.Key, setting.Value))
            .Where(static experiment => experiment is { EndedAt: null }).OrderBy(static experiment => experiment!.StartedAt).FirstOrDefault();
    }

    public FrozenDictionary<string, PolicyInForce> Policies { get; }
    public CacheParticipation Use { get; }

    /// <summary>Of requests that name none.</summary>
    public string PolicyName { get; }

    /// <summary>The one that runs; null for none.</summary>
    public CacheExperiment? Experiment { get; }

    private static PolicyInForce Read(string project, string name, CacheUseOptions options, IReadOnlyList<Setting> everywhere, IReadOnlyList<Setting> own)
    {
        var policy = (CachePresets.Find(name) ?? CachePresets.Default) with { Name = name };
        var source = "built in";
        string? mistake = null;
        if (options.Policies.TryGetValue(name, out var configured))
        {
            policy = configured.Over(policy);
            source = $"Cache:Policies:{name}";
        }

        foreach (var (settings, place) in new[] { (everywhere, "setting of all projects"), (own, $"setting of project {project}") })
        {
            if (Find(settings, CachePolicies.SettingKind, name) is not { } setting) continue;
            source = place;
            if (CachePolicyValues.FromJson(setting.Value) is { } values) policy = values.Over(policy);
            else mistake = $"The {place} cannot be read, so the policy is off. Set it again or remove it.";
        }

        // Nobody knows what an unreadable policy forbids, so it allows nothing.
        if (mistake is not null) policy = policy with { Mode = CacheMode.Off };
        return new PolicyInForce(policy, Generation(everywhere, name) + Generation(own, name), source, mistake) { PurgedAt = PurgedAt([.. everywhere, .. own], name) };
    }

    /// <summary>All four may count up and none ever counts down, so their sum tells every purge from the state before.</summary>
    private static long Generation(IReadOnlyList<Setting> settings, string name) => GenerationOf(settings, CacheGeneration.All) + GenerationOf(settings, name);

    private static DateTimeOffset? PurgedAt(IReadOnlyList<Setting> settings, string name) =>
        settings.Where(setting => setting.Kind == CachePolicies.GenerationKind && (setting.Key == CacheGeneration.All || setting.Key == name)).Max(static setting => (DateTimeOffset?)setting.ChangedAt);

    private static long GenerationOf(IReadOnlyList<Setting> settings, string key) =>
        Find(settings, CachePolicies.GenerationKind, key) is { } setting ? CacheGeneration.Read(setting.Value) ?? setting.Version : 0;

    private static (CacheParticipation Use, string Policy) ReadUse(string project, CacheUseOptions options, IReadOnlyList<Setting> everywhere, IReadOnlyList<Setting> own)
    {
        var places = new[] { options.Values, Set(everywhere), options.Projects.GetValueOrDefault(project), Set(own) };
        var use = CacheParticipation.Asked;
        var policy = CachePresets.DefaultName;
        foreach (var values in places)
        {
            use = CacheWords.ReadUse(values?.Use) ?? use;
            policy = values?.Policy ?? policy;
        }

        return (use, policy);

        // What cannot be read may have said never.
        static CacheUseValues? Set(IReadOnlyList<Setting> settings) => Find(settings, CachePolicies.UseKind, CachePolicies.UseKey) is { } setting
            ? CacheUseValues.FromJson(setting.Value) ?? new CacheUseValues { Use = CacheWords.Of(CacheParticipation.Never) }
            : null;
    }

    private static Setting? Find(IReadOnlyList<Setting> settings, string kind, string key) => settings.FirstOrDefault(setting => setting.Kind == kind && setting.Key == key);
}
