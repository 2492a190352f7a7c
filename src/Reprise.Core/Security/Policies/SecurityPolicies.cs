using System.Collections.Frozen;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Security.Policies;

/// <summary>
/// The policies in force, answered from memory; what is set on another server counts within seconds. While the settings cannot be read what was read before holds.
/// Safe for use from many threads.
/// </summary>
public sealed class SecurityPolicies : IDisposable
{
    private readonly ISettingsStore _settings;
    private readonly TimeProvider _time;
    private readonly IDisposable _watching;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly SemaphoreSlim _told = new(0, 1);
    private volatile FrozenDictionary<string, SecurityPolicy> _policies = FrozenDictionary<string, SecurityPolicy>.Empty;
    private long _wanted = 1;
    private long _read;

    /// <param name="settings">May be unopened yet.</param>
    /// <param name="time">The clock.</param>
    public SecurityPolicies(ISettingsStore settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        (_settings, _time) = (settings, time);
        _watching = settings.Watch(OnChanged);
    }

    /// <summary>The policy of a project; null when it has none, which costs one look.</summary>
    public SecurityPolicy? Find(string project) => _policies.Count == 0 ? null : _policies.GetValueOrDefault(project);

    /// <summary>Sets a project's policy, on record who did.</summary>
    public async Task SetAsync(string project, SecurityPolicy policy, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var setting = new Setting { Project = project, Kind = SecurityPolicy.SettingKind, Key = SecurityPolicy.SettingKey, Value = policy.ToJson() };
        await _settings.PutAsync(setting, null, Audit(project, actor, "security.policy.set", $"{{\"rules\":{policy.Rules.Count}}}"), cancellationToken).ConfigureAwait(false);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a project's policy back; false when it had none.</summary>
    public async Task<bool> RemoveAsync(string project, string actor, CancellationToken cancellationToken)
    {
        var had = await _settings.RemoveAsync(project, SecurityPolicy.SettingKind, SecurityPolicy.SettingKey, Audit(project, actor, "security.policy.remove", null), cancellationToken).ConfigureAwait(false);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return had;
    }

    /// <summary>Reads everything again. Throws a <c>StoreException</c> when it cannot be read; what was read before stays.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var wanted = Interlocked.Read(ref _wanted);
            var found = await _settings.ListAsync(null, SecurityPolicy.SettingKind, cancellationToken).ConfigureAwait(false);
            _policies = found.Select(static setting => (setting.Project, Policy: SecurityPolicy.Find(setting.Value))).Where(static pair => pair.Policy is { Rules.Count: > 0 })
                .ToFrozenDictionary(static pair => pair.Project, static pair => pair.Policy!, StringComparer.Ordinal);
            Interlocked.Exchange(ref _read, wanted);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Waits until something was told that has not been read.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Interlocked.Read(ref _read) >= Interlocked.Read(ref _wanted)) await _told.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _watching.Dispose();
        _reading.Dispose();
        _told.Dispose();
    }

    private AuditEntry Audit(string project, string actor, string action, string? details)
    {
        var now = _time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Details = details };
    }

    private void OnChanged(SettingChange change)
    {
        if (change.Kind is not (SecurityPolicy.SettingKind or "")) return;
        Interlocked.Increment(ref _wanted);
        try
        {
            if (_told.CurrentCount == 0) _told.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Told twice at once, or after the end: in either case nobody is left to wake.
        }
    }
}
