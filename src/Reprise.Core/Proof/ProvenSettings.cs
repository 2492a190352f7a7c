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

    /// <summary>What the entries said before gets a tombstone, and what they say now an entry, so that the change is known and nothing else can be changed with it.</summary>
    public async Task RewriteAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var ofProject in entries.GroupBy(static entry => entry.Project, StringComparer.Ordinal)) await RewriteAuditAsync(ofProject.Key, [.. ofProject], cancellationToken).ConfigureAwait(false);
    }

    public Task ScrubAsync(CancellationToken cancellationToken) => _inner.ScrubAsync(cancellationToken);

    public Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken) => _inner.AuditAsync(query, cancellationToken);

    public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => _inner.TryLeadAsync(cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async Task RewriteAuditAsync(string project, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var live = await _log.LiveAsync([.. entries.Select(static entry => entry.Id)], project, cancellationToken).ConfigureAwait(false);
        var records = entries.Select(entry => live.GetValueOrDefault((ProofKind.Audit, entry.Id))).OfType<ProofEntry>().Select(static entry => new RemovedRecord(entry.Id.ToString(), entry.Sequence, [])).ToList();
        var note = new RemovalNote { Project = project, BodiesOnly = false, Reason = "erasure", Records = records };
        var before = records.Count == 0 ? null : await _log.AnnounceAsync(note, cancellationToken).ConfigureAwait(false);
        var after = await _log.AnnounceAsync([.. entries.Select(Draft.Of)], cancellationToken).ConfigureAwait(false);
        await _inner.RewriteAuditAsync(entries, CancellationToken.None).ConfigureAwait(false);
        if (before is not null) await _log.BuryAsync(before, records, CancellationToken.None).ConfigureAwait(false);
        _log.Confirm(after);
    }

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
