using System.Text.Json;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>
/// Opens the keys with the settings store they lie in, and seals what people decided and what the audit log says of it: values, subjects and details. Kinds, keys, actors and actions stay plain. Where
/// encryption is off it only opens.
/// </summary>
internal sealed class EncryptedSettingsStore(ISettingsStore inner, KeyShelf shelf, ISealer? sealer) : ISettingsStore
{
    private const string ValuePlace = "setting";
    private const string AuditPlace = "audit";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _isOpen;

    public string Engine => inner.Engine;

    /// <summary>May be called by several: the record needs the keys that lie here.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isOpen)
            {
                await OpenInnerAsync(cancellationToken).ConfigureAwait(false);
                _isOpen = true;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public IDisposable Watch(Action<SettingChange> changed) => inner.Watch(changed);

    public async Task<Setting?> FindAsync(string project, string kind, string key, CancellationToken cancellationToken) =>
        await inner.FindAsync(project, kind, key, cancellationToken).ConfigureAwait(false) is { } kept ? Open(kept) : null;

    public async Task<IReadOnlyList<Setting>> ListAsync(string? project, string kind, CancellationToken cancellationToken)
    {
        var all = await inner.ListAsync(project, kind, cancellationToken).ConfigureAwait(false);
        return sealer is null || all.Count == 0 ? all : [.. all.Select(Open)];
    }

    public async Task<Setting?> PutAsync(Setting setting, long? expectedVersion, AuditEntry? audit, CancellationToken cancellationToken)
    {
        if (sealer is null) return await inner.PutAsync(setting, expectedVersion, audit, cancellationToken).ConfigureAwait(false);
        SettingRules.Check(setting);
        if (audit is not null) SettingRules.Check(audit);
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var kept = await inner.PutAsync(Seal(setting), expectedVersion, audit is null ? null : Seal(audit), cancellationToken).ConfigureAwait(false);
        return kept is null ? null : kept with { Value = setting.Value };
    }

    public async Task<bool> RemoveAsync(string project, string kind, string key, AuditEntry? audit, CancellationToken cancellationToken)
    {
        if (sealer is null || audit is null) return await inner.RemoveAsync(project, kind, key, audit, cancellationToken).ConfigureAwait(false);
        SettingRules.Check(audit);
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await inner.RemoveAsync(project, kind, key, Seal(audit), cancellationToken).ConfigureAwait(false);
    }

    public async Task AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (sealer is not null)
        {
            foreach (var entry in entries) SettingRules.Check(entry);
            await ReadyAsync(cancellationToken).ConfigureAwait(false);
            entries = [.. entries.Select(Seal)];
        }

        await inner.AppendAuditAsync(entries, cancellationToken).ConfigureAwait(false);
    }

    public async Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var page = await inner.AuditAsync(query, cancellationToken).ConfigureAwait(false);
        return sealer is null ? page : page with { Entries = [.. page.Entries.Select(Open)] };
    }

    public async Task RewriteAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (sealer is not null)
        {
            await ReadyAsync(cancellationToken).ConfigureAwait(false);
            entries = [.. entries.Select(Seal)];
        }

        await inner.RewriteAuditAsync(entries, cancellationToken).ConfigureAwait(false);
    }

    public Task ScrubAsync(CancellationToken cancellationToken) => inner.ScrubAsync(cancellationToken);

    public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => inner.TryLeadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        await inner.DisposeAsync().ConfigureAwait(false);
    }

    private async Task OpenInnerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await inner.OpenAsync(cancellationToken).ConfigureAwait(false);
            await shelf.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.IsTransient)
        {
            // Keys that this machine has a copy of are enough for the journal until the store comes.
            await shelf.UseCopyAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
        catch (SealException e)
        {
            throw new StoreException(e.Message, e);
        }
    }

    /// <summary>
    /// Settings and audit entries of all projects are sealed with the installation's key: an audit log must outlive the erasure of what it tells of.
    /// </summary>
    private ValueTask ReadyAsync(CancellationToken cancellationToken) => sealer!.ReadyAsync("", cancellationToken);

    private Setting Seal(Setting setting)
    {
        if (setting.Kind == KeyShelf.SettingKind) return setting;
        var value = SealedValue.Seal(sealer!, ValuePlace, setting.Value);
        if (value.Length > SettingRules.MaxValueBytes) throw new ArgumentException($"Sealed, the value of this setting has more than the {SettingRules.MaxValueBytes:N0} bytes a store keeps.", nameof(setting));
        return setting with { Value = value };
    }

    private Setting Open(Setting kept) => sealer is null || kept.Kind == KeyShelf.SettingKind ? kept : kept with { Value = SealedValue.Open(sealer, ValuePlace, kept.Value) };

    /// <summary>Subject and details together, where the details stand: a sealed subject could be longer than subjects may be.</summary>
    private AuditEntry Seal(AuditEntry entry) => entry is { Subject: null, Details: null }
        ? entry
        : entry with { Subject = null, Details = SealedValue.Seal(sealer!, AuditPlace, JsonSerializer.Serialize([entry.Subject, entry.Details], SealedAudit.Default.StringArray)) };

    private AuditEntry Open(AuditEntry kept)
    {
        if (kept.Details is null || !SealedValue.IsSealed(kept.Details)) return kept;
        var parts = JsonSerializer.Deserialize(SealedValue.Open(sealer!, AuditPlace, kept.Details), SealedAudit.Default.StringArray)!;
        return kept with { Subject = parts[0], Details = parts[1] };
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class SealedAudit : System.Text.Json.Serialization.JsonSerializerContext;
