using Reprise.Proof.Chain;
using Reprise.Proof.Recording;
using Reprise.Settings;

namespace Reprise.Proof;

/// <summary>A settings store whose audit log is proven.</summary>
public sealed class ProvenSettings : ISettingsStore
{
    private readonly ISettingsStore _inner;
    private readonly ProofLog _log;

    /// <param name="inner">Where settings are kept; disposed with this one.</param>
    /// <param name="log">Keeps the proof; disposed by whoever made it.</param>
    public ProvenSettings(ISettingsStore inner, ProofLog log)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(log);
        (_inner, _log) = (inner, log);
        log.Serve(new AuditSource(inner));
    }

    public string Engine => _inner.Engine;

    public Task OpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    public IDisposable Watch(Action<SettingChange> changed) => _inner.Watch(changed);

    public Task<Setting?> FindAsync(string project, string kind, string key, CancellationToken cancellationToken) => _inner.FindAsync(project, kind, key, cancellationToken);

    public Task<IReadOnlyList<Setting>> ListAsync(string? project, string kind, CancellationToken cancellationToken) => _inner.ListAsync(project, kind, cancellationToken);

    public Task<Setting?> PutAsync(Setting setting, long? expectedVersion, AuditEntry? audit, CancellationToken cancellationToken) => audit is null
        ? _inner.PutAsync(setting, expectedVersion, null, cancellationToken)
        : ProveAsync([audit], () => _inner.PutAsync(setting, expectedVersion, audit, cancellationToken), static kept => kept is not null, cancellationToken);

    public Task<bool> RemoveAsync(string project, string kind, string key, AuditEntry? audit, CancellationToken cancellationToken) => audit is null
        ? _inner.RemoveAsync(project, kind, key, null, cancellationToken)
        : ProveAsync([audit], () => _inner.RemoveAsync(project, kind, key, audit, cancellationToken), static wasThere => wasThere, cancellationToken);

    public Task AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return ProveAsync(
            entries,
            async () =>
            {
                await _inner.AppendAuditAsync(entries, cancellationToken).ConfigureAwait(false);
                return true;
            },
            static done => done,
            cancellationToken);
    }

    public Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken) => _inner.AuditAsync(query, cancellationToken);

    public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => _inner.TryLeadAsync(cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async Task<T> ProveAsync<T>(IReadOnlyList<AuditEntry> entries, Func<Task<T>> write, Func<T, bool> wasWritten, CancellationToken cancellationToken)
    {
        var announced = await _log.AnnounceAsync([.. entries.Select(Draft.Of)], cancellationToken).ConfigureAwait(false);
        var isKnown = false;
        try
        {
            var result = await write().ConfigureAwait(false);
            isKnown = true;
            // An id that was there already is as it was, which need not be what came: then it has an entry, and is not chained again.
            if (wasWritten(result)) _log.Confirm(announced);
            else await _log.WithdrawAsync(announced).ConfigureAwait(false);
            return result;
        }
        finally
        {
            if (!isKnown) _log.Doubt(announced);
        }
    }
}
