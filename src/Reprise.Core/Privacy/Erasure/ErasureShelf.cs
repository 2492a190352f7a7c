using System.Security.Cryptography;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Retention;
using Reprise.Settings;

namespace Reprise.Privacy.Erasure;

/// <summary>Erasures and their certificates, in the settings store.</summary>
internal sealed class ErasureShelf(ISettingsStore settings, TimeProvider time)
{
    public async Task<ErasureRecord?> FindAsync(string project, string id, CancellationToken cancellationToken) =>
        SettingRules.IsValidKey(id) && await settings.FindAsync(project, ErasureRecord.SettingKind, id, cancellationToken).ConfigureAwait(false) is { } kept ? Read(kept) : null;

    /// <summary>Newest first; of every project when null.</summary>
    public async Task<IReadOnlyList<ErasureRecord>> ListAsync(string? project, CancellationToken cancellationToken) =>
        [.. (await settings.ListAsync(project, ErasureRecord.SettingKind, cancellationToken).ConfigureAwait(false)).Select(Read).OfType<ErasureRecord>().OrderByDescending(record => record.StartedAt)];

    public async Task<ErasureRecord> BeginAsync(ErasureRecord record, CancellationToken cancellationToken)
    {
        await PutAsync(record, Entry(record, "erasure.begin", new AuditDetails { Reason = record.Reason }), cancellationToken).ConfigureAwait(false);
        return record;
    }

    public async Task<ErasureRecord> KeepAsync(ErasureRecord record, CancellationToken cancellationToken)
    {
        await PutAsync(record, null, cancellationToken).ConfigureAwait(false);
        return record;
    }

    public async Task<ErasureRecord> FinishAsync(ErasureRecord record, IReadOnlyList<InteractionId> ids, CancellationToken cancellationToken)
    {
        record = record with { State = ErasureState.Done, FinishedAt = SettingRules.Kept(time.GetUtcNow()), Trouble = null };
        var certificate = new ErasureCertificate
        {
            ErasureId = record.Id, Project = record.Project, Actor = record.Actor, Reason = record.Reason, StartedAt = record.StartedAt, FinishedAt = record.FinishedAt!.Value,
            SelectorKind = record.SelectorKind, SelectorHash = record.SelectorHash, Counts = record.Counts, Left = record.Left, IdsSha256 = HashOf(ids),
        }.Signed();
        record = record with { Certificate = certificate.ToJson() };
        var interactions = record.Counts.GetValueOrDefault("interactions");
        await PutAsync(record, Entry(record, "erasure.done", new AuditDetails { Interactions = interactions, Bytes = record.Counts.GetValueOrDefault("body_bytes") }), cancellationToken).ConfigureAwait(false);
        return record;
    }

    /// <summary>Keeps the certificate of an erasure that another server did, unless it is known here. False when it is not whole.</summary>
    public async Task<bool> TakeAsync(string project, string json, CancellationToken cancellationToken)
    {
        ErasureCertificate? certificate;
        try
        {
            certificate = JsonSerializer.Deserialize(json, ErasureJson.Default.ErasureCertificate);
        }
        catch (JsonException)
        {
            return false;
        }

        if (certificate is null || certificate.Project != project || !SettingRules.IsValidKey(certificate.ErasureId) || !certificate.IsWhole()) return false;
        if (await FindAsync(project, certificate.ErasureId, cancellationToken).ConfigureAwait(false) is not null) return true;
        var record = new ErasureRecord
        {
            Id = certificate.ErasureId, Project = project, State = ErasureState.Done, StartedAt = certificate.StartedAt, FinishedAt = certificate.FinishedAt, Actor = certificate.Actor,
            Reason = certificate.Reason, SelectorHash = certificate.SelectorHash, SelectorKind = certificate.SelectorKind, Before = certificate.StartedAt, Counts = certificate.Counts,
            Left = certificate.Left, Certificate = json,
        };
        await PutAsync(record, null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>That ids of other servers' erasures were taken over is on the audit log.</summary>
    public Task NoteTakenAsync(string project, string actor, int ids, CancellationToken cancellationToken) =>
        settings.AppendAuditAsync([Audit.Entry(time, project, actor, "erasure.import", null, new AuditDetails { Interactions = ids })], cancellationToken);

    public static ErasureCertificate? CertificateOf(ErasureRecord record) =>
        record.Certificate is { } json ? JsonSerializer.Deserialize(json, ErasureJson.Default.ErasureCertificate) : null;

    private static string HashOf(IReadOnlyList<InteractionId> ids)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[16];
        foreach (var id in ids.Distinct())
        {
            id.WriteBytes(bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private Task<Setting?> PutAsync(ErasureRecord record, AuditEntry? audit, CancellationToken cancellationToken) => settings.PutAsync(
        new Setting { Project = record.Project, Kind = ErasureRecord.SettingKind, Key = record.Id, Value = JsonSerializer.Serialize(record, ErasureJson.Default.ErasureRecord) }, null, audit, cancellationToken);

    private AuditEntry Entry(ErasureRecord record, string action, AuditDetails details) => Audit.Entry(time, record.Project, record.Actor, action, record.Id, details);

    private static ErasureRecord? Read(Setting kept)
    {
        try
        {
            return JsonSerializer.Deserialize(kept.Value, ErasureJson.Default.ErasureRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
