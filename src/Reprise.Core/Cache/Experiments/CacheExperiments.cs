using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Cache.Experiments;

/// <summary>Starts and ends experiments, each with its entry on the audit log. One runs in a project at a time: two would deal out the same traffic.</summary>
public sealed class CacheExperiments(ISettingsStore settings, CachePolicies policies, TimeProvider time)
{
    /// <summary>The kind of settings that hold an experiment; the key is its name.</summary>
    public const string SettingKind = "cache.experiment";

    /// <summary>Experiments of a project, the latest first. What cannot be read is left out.</summary>
    public async Task<IReadOnlyList<CacheExperiment>> ListAsync(string project, CancellationToken cancellationToken)
    {
        var found = await settings.ListAsync(project, SettingKind, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(static setting => ExperimentNote.Read(setting.Key, setting.Value)).OfType<CacheExperiment>().OrderByDescending(static experiment => experiment.StartedAt)];
    }

    public async Task<CacheExperiment?> FindAsync(string project, string name, CancellationToken cancellationToken) =>
        await settings.FindAsync(project, SettingKind, name, cancellationToken).ConfigureAwait(false) is { } setting ? ExperimentNote.Read(name, setting.Value) : null;

    /// <summary>Starts one, from now on.</summary>
    /// <returns>Null when there was one of that name already.</returns>
    /// <exception cref="ArgumentException">The name or a value cannot be.</exception>
    public async Task<CacheExperiment?> StartAsync(string project, string name, ExperimentValues values, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!CachePolicies.IsValidName(name)) throw new ArgumentException($"'{name}' is no name of an experiment; expected {CachePolicies.NameRule}.", nameof(name));
        if (values.Mistakes().Select(static mistake => $"{mistake.Name} {mistake.Mistake}").FirstOrDefault() is { } first) throw new ArgumentException(first, nameof(values));
        var experiment = new CacheExperiment
        {
            Name = name, PolicyA = values.PolicyA!, PolicyB = values.PolicyB!, ShareA = values.ShareA ?? 0.5, Unit = ExperimentValues.ReadUnit(values.Unit)!.Value, StartedAt = time.GetUtcNow(),
        };
        return await PutAsync(project, experiment, expectedVersion: 0, actor, "cache.experiment.start", cancellationToken).ConfigureAwait(false) ? experiment : null;
    }

    /// <summary>Ends one, from now on; its traffic goes to the project's policy again. Null when there is none of that name; one that ended before stays as it was.</summary>
    public async Task<CacheExperiment?> EndAsync(string project, string name, string actor, CancellationToken cancellationToken)
    {
        if (await FindAsync(project, name, cancellationToken).ConfigureAwait(false) is not { } experiment) return null;
        if (experiment.EndedAt is not null) return experiment;
        experiment = experiment with { EndedAt = time.GetUtcNow() };
        await PutAsync(project, experiment, expectedVersion: null, actor, "cache.experiment.end", cancellationToken).ConfigureAwait(false);
        return experiment;
    }

    /// <summary>Forgets one; false when there was none.</summary>
    public async Task<bool> RemoveAsync(string project, string name, string actor, CancellationToken cancellationToken)
    {
        var removed = await settings.RemoveAsync(project, SettingKind, name, Entry(project, actor, "cache.experiment.remove", name, null), cancellationToken).ConfigureAwait(false);
        await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return removed;
    }

    private async Task<bool> PutAsync(string project, CacheExperiment experiment, long? expectedVersion, string actor, string action, CancellationToken cancellationToken)
    {
        var json = ExperimentNote.Of(experiment).ToJson();
        var setting = new Setting { Project = project, Kind = SettingKind, Key = experiment.Name, Value = json };
        if (await settings.PutAsync(setting, expectedVersion, Entry(project, actor, action, experiment.Name, json), cancellationToken).ConfigureAwait(false) is null) return false;
        await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private AuditEntry Entry(string project, string actor, string action, string subject, string? details)
    {
        var now = time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject, Details = details };
    }
}
