using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Cache.Policies;

/// <summary>Changes what people decide of the cache, each with its entry on the audit log; when a method returns, this server goes by it.</summary>
public sealed class PolicyChanges(ISettingsStore settings, CachePolicies policies, TimeProvider time)
{
    private const int MostAttempts = 20;

    /// <summary>Sets all that is said of a policy in a project (empty: in all of them); what is null is no longer said there.</summary>
    /// <exception cref="ArgumentException">The name or a value cannot be.</exception>
    public async Task SetAsync(string project, string name, CachePolicyValues values, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!CachePolicies.IsValidName(name)) throw new ArgumentException($"'{name}' is no name of a policy; expected {CachePolicies.NameRule}.", nameof(name));
        if (values.Mistakes().Select(static mistake => $"{mistake.Name} {mistake.Mistake}").FirstOrDefault() is { } first) throw new ArgumentException(first, nameof(values));
        var json = values.ToJson();
        var setting = new Setting { Project = project, Kind = CachePolicies.SettingKind, Key = name, Value = json };
        await settings.PutAsync(setting, null, Entry(project, actor, "cache.policy.set", name, json), cancellationToken).ConfigureAwait(false);
        await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets what is not null of these values and leaves what else is said of the policy in that place as it is; places below are not touched and not copied.</summary>
    /// <returns>False when what is said there cannot be read: nobody knows what it forbids, so it is to be set whole or taken back.</returns>
    /// <exception cref="ArgumentException">The name or a value cannot be.</exception>
    public async Task<bool> ChangeAsync(string project, string name, CachePolicyValues values, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!CachePolicies.IsValidName(name)) throw new ArgumentException($"'{name}' is no name of a policy; expected {CachePolicies.NameRule}.", nameof(name));
        if (values.Mistakes().Select(static mistake => $"{mistake.Name} {mistake.Mistake}").FirstOrDefault() is { } first) throw new ArgumentException(first, nameof(values));
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var before = await settings.FindAsync(project, CachePolicies.SettingKind, name, cancellationToken).ConfigureAwait(false);
            if ((before is null ? new CachePolicyValues() : CachePolicyValues.FromJson(before.Value)) is not { } said) return false;
            var json = values.Over(said).ToJson();
            var setting = new Setting { Project = project, Kind = CachePolicies.SettingKind, Key = name, Value = json };
            if (await settings.PutAsync(setting, before?.Version ?? 0, Entry(project, actor, "cache.policy.set", name, json), cancellationToken).ConfigureAwait(false) is null) continue;
            await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        throw new InvalidOperationException("Others change the policy at the same time, again and again; try once more.");
    }

    /// <summary>Takes back what was set of a policy; false when nothing was. A preset goes back to what it was.</summary>
    public async Task<bool> UnsetAsync(string project, string name, string actor, CancellationToken cancellationToken)
    {
        var removed = await settings.RemoveAsync(project, CachePolicies.SettingKind, name, Entry(project, actor, "cache.policy.unset", name, null), cancellationToken).ConfigureAwait(false);
        await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return removed;
    }

    /// <summary>Says which requests of a project (empty: of all) take part; with nothing said, what was set is taken back.</summary>
    public async Task UseAsync(string project, CacheUseValues values, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Mistakes().Select(static mistake => $"{mistake.Name} {mistake.Mistake}").FirstOrDefault() is { } first) throw new ArgumentException(first, nameof(values));
        var json = values.ToJson();
        if (values is { Use: null, Policy: null })
        {
            await settings.RemoveAsync(project, CachePolicies.UseKind, CachePolicies.UseKey, Entry(project, actor, "cache.use.unset", null, null), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var setting = new Setting { Project = project, Kind = CachePolicies.UseKind, Key = CachePolicies.UseKey, Value = json };
            await settings.PutAsync(setting, null, Entry(project, actor, "cache.use.set", null, json), cancellationToken).ConfigureAwait(false);
        }

        await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Leaves behind everything that was kept so far, however much it is: by one policy of a project, or by all of them when <paramref name="policy"/> is null.
    /// </summary>
    /// <returns>The number of the generation that begins, of that policy or of all.</returns>
    public async Task<long> PurgeAsync(string project, string? policy, string actor, CancellationToken cancellationToken)
    {
        if (policy is not null && !CachePolicies.IsValidName(policy)) throw new ArgumentException($"'{policy}' is no name of a policy; expected {CachePolicies.NameRule}.", nameof(policy));
        var key = policy ?? CacheGeneration.All;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var before = await settings.FindAsync(project, CachePolicies.GenerationKind, key, cancellationToken).ConfigureAwait(false);
            // Counting from the clock on: a number is not given again where another store's settings take the place of these.
            var next = Math.Max(1 + (before is null ? 0 : CacheGeneration.Read(before.Value) ?? before.Version), time.GetUtcNow().ToUnixTimeSeconds());
            var json = new CacheGeneration { Generation = next }.ToJson();
            var setting = new Setting { Project = project, Kind = CachePolicies.GenerationKind, Key = key, Value = json };
            var entry = Entry(project, actor, "cache.purge", policy, json);
            if (await settings.PutAsync(setting, before?.Version ?? 0, entry, cancellationToken).ConfigureAwait(false) is null) continue;
            await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
            return next;
        }

        throw new InvalidOperationException("Others purge the cache at the same time, again and again; try once more.");
    }

    private AuditEntry Entry(string project, string actor, string action, string? subject, string? details)
    {
        var now = time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject, Details = details };
    }
}
