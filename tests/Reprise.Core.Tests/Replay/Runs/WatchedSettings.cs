using Reprise.Settings;

namespace Reprise.Core.Tests.Replay.Runs;

/// <summary>Passes every call on and counts who looks.</summary>
internal sealed class WatchedSettings(ISettingsStore inner) : ISettingsStore
{
    private int _finds;

    public int Finds => Volatile.Read(ref _finds);

    public string Engine => inner.Engine;

    public Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public IDisposable Watch(Action<SettingChange> changed) => inner.Watch(changed);

    public Task<Setting?> FindAsync(string project, string kind, string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _finds);
        return inner.FindAsync(project, kind, key, cancellationToken);
    }

    public Task<IReadOnlyList<Setting>> ListAsync(string? project, string kind, CancellationToken cancellationToken) => inner.ListAsync(project, kind, cancellationToken);

    public Task<Setting?> PutAsync(Setting setting, long? expectedVersion, AuditEntry? audit, CancellationToken cancellationToken) => inner.PutAsync(setting, expectedVersion, audit, cancellationToken);

    public Task<bool> RemoveAsync(string project, string kind, string key, AuditEntry? audit, CancellationToken cancellationToken) => inner.RemoveAsync(project, kind, key, audit, cancellationToken);

    public Task AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => inner.AppendAuditAsync(entries, cancellationToken);

    public Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken) => inner.AuditAsync(query, cancellationToken);

    public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => inner.TryLeadAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
