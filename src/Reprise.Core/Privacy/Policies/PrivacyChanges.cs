using System.Text.Json;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Privacy.Policies;

/// <summary>Changes policies and opt-outs, each with its entry on the audit log; when a method returns, this server goes by it.</summary>
public sealed class PrivacyChanges(ISettingsStore settings, PrivacyPolicies policies, TimeProvider time)
{
    /// <summary>Sets the policy of a project (empty: of all that have none of their own).</summary>
    /// <exception cref="ArgumentException">It has mistakes.</exception>
    public async Task SetAsync(string project, PrivacyPolicy policy, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Mistakes().Select(static mistake => $"{mistake.Member} {mistake.Mistake}").FirstOrDefault() is { } first) throw new ArgumentException(first, nameof(policy));
        var json = PrivacyPolicyJson.Write(policy);
        var setting = new Setting { Project = project, Kind = PrivacyPolicies.SettingKind, Key = PrivacyPolicies.PolicyKey, Value = json };
        // Allowed texts may be names of people; patterns and they stay out of a log that never ends.
        var told = PrivacyPolicyJson.Write(policy with { Allow = [], Rules = [] });
        await settings.PutAsync(setting, null, Entry(project, actor, "privacy.policy.set", policy.Name, told), cancellationToken).ConfigureAwait(false);
        await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back what was set; false when nothing was.</summary>
    public async Task<bool> UnsetAsync(string project, string actor, CancellationToken cancellationToken)
    {
        var removed = await settings.RemoveAsync(project, PrivacyPolicies.SettingKind, PrivacyPolicies.PolicyKey, Entry(project, actor, "privacy.policy.unset", null, null), cancellationToken).ConfigureAwait(false);
        await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return removed;
    }

    /// <summary>Records nothing of a user from now on. The id itself is kept nowhere: only its keyed hash.</summary>
    /// <returns>The opt-out.</returns>
    public async Task<OptOut> OptOutAsync(string project, string user, string? reason, string actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        var key = policies.Users.OptOutKey(project, user);
        var optOut = new OptOut(key, DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), reason);
        var setting = new Setting { Project = project, Kind = PrivacyPolicies.OptOutKind, Key = key, Value = JsonSerializer.Serialize(new OptOutNote(optOut.Since, reason), OptOutJson.Default.OptOutNote) };
        await settings.PutAsync(setting, null, Entry(project, actor, "privacy.opt_out.add", key, null), cancellationToken).ConfigureAwait(false);
        await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return optOut;
    }

    /// <summary>Lets a user be recorded again; false when it had not opted out. Takes the id, its pseudonym, or the hash that lists show.</summary>
    public async Task<bool> OptInAsync(string project, string user, string actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        var removed = false;
        foreach (var key in new[] { policies.Users.OptOutKey(project, user), user })
        {
            if (removed || !SettingRules.IsValidKey(key)) continue;
            removed = await settings.RemoveAsync(project, PrivacyPolicies.OptOutKind, key, Entry(project, actor, "privacy.opt_out.remove", key, null), cancellationToken).ConfigureAwait(false);
        }

        await policies.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return removed;
    }

    public async Task<IReadOnlyList<OptOut>> ListOptOutsAsync(string project, CancellationToken cancellationToken)
    {
        var found = await settings.ListAsync(project, PrivacyPolicies.OptOutKind, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(static setting => Read(setting))];
    }

    private static OptOut Read(Setting setting)
    {
        try
        {
            var note = JsonSerializer.Deserialize(setting.Value, OptOutJson.Default.OptOutNote);
            return new OptOut(setting.Key, note?.Since ?? setting.ChangedAt, note?.Reason);
        }
        catch (JsonException)
        {
            return new OptOut(setting.Key, setting.ChangedAt, null);
        }
    }

    private AuditEntry Entry(string project, string actor, string action, string? subject, string? details)
    {
        var now = time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject, Details = details };
    }
}
