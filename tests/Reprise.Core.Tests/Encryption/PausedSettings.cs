using Reprise.Settings;

namespace Reprise.Core.Tests.Encryption;

/// <summary>Passes every call on; something else can happen between what is read and the answer.</summary>
internal sealed class PausedSettings(ISettingsStore inner) : ISettingsStore
{
    /// <summary>Done once, before the next setting that was read is handed over.</summary>
    public Func<Task>? AfterFind { get; set; }

    public string Engine => inner.Engine;

    public Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public IDisposable Watch(Action<SettingChange> changed) => inner.Watch(changed);

    public async Task<Setting?> FindAsync(string project, string kind, string key, CancellationToken cancellationToken)
    {
        var found = await inner.FindAsync(project, kind, key, cancellationToken);
        var after = AfterFind;
        AfterFind = null;
        if (after is not null) await after();
        return found;
    }

    public Task<IReadOnlyList<Setting>> ListAsync(string? project, string kind, CancellationToken cancellationToken) => inner.ListAsync(project, kind, cancellationToken);

    public Task<Setting?> PutAsync(Setting setting, long? expectedVersion, AuditEntry? audit, CancellationToken cancellationToken) => inner.PutAsync(setting, expectedVersion, audit, cancellationToken);

    public Task<bool> RemoveAsync(string project, string kind, string key, AuditEntry? audit, CancellationToken cancellationToken) => inner.RemoveAsync(project, kind, key, audit, cancellationToken);

    public Task AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => inner.AppendAuditAsync(entries, cancellationToken);

    public Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken) => inner.AuditAsync(query, cancellationToken);

    public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => inner.TryLeadAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
