using System.Security.Cryptography;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Encryption;

/// <summary>Rotates, wraps again and destroys keys, each with an entry on the audit log.</summary>
internal sealed class DataKeys(KeyShelf shelf, TimeProvider time) : IDataKeys
{
    public bool IsOn => shelf.Master is not null;

    public async Task<KeyStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var all = await shelf.ListAsync(cancellationToken).ConfigureAwait(false);
        return new KeyStatus(IsOn, shelf.Master?.Id, [.. all.Select(kept => new ProjectKeys(kept.Project, kept.Record.Master, kept.Record.Versions, kept.Record.DestroyedThrough))]);
    }

    public async Task<int> RotateAsync(string project, string actor, CancellationToken cancellationToken)
    {
        MustBeOn();
        await shelf.RingAsync(project, cancellationToken).ConfigureAwait(false);
        var version = 0;
        await shelf.ChangeAsync(project, async (ring, record) =>
        {
            var next = ring?.Rotated(time.GetUtcNow()) ?? KeyRing.Make(time.GetUtcNow(), record?.DestroyedThrough ?? 0);
            version = next.Current.Version;
            return await shelf.WrapAsync(project, next, cancellationToken).ConfigureAwait(false);
        }, Audit(project, actor, "keys.rotate"), cancellationToken).ConfigureAwait(false);
        return version;
    }

    public async Task<int> RewrapAsync(string actor, CancellationToken cancellationToken)
    {
        MustBeOn();
        var changed = await shelf.RewrapRootAsync(Audit("", actor, "keys.rewrap"), cancellationToken).ConfigureAwait(false) ? 1 : 0;
        foreach (var (project, _) in await shelf.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await shelf.ChangeAsync(project, async (ring, _) => ring is null ? null : await shelf.WrapAsync(project, ring, cancellationToken).ConfigureAwait(false),
                Audit(project, actor, "keys.rewrap"), cancellationToken).ConfigureAwait(false)) changed++;
        }

        return changed;
    }

    public Task<bool> DestroyAsync(string project, string actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        return shelf.ChangeAsync(project, (_, record) => Task.FromResult(record is { Versions.Count: > 0 } ? new KeyRecord { DestroyedThrough = record.Versions[^1].Version } : null),
            Audit(project, actor, "keys.destroy"), cancellationToken);
    }

    public async Task<BackupSecret> NewBackupKeyAsync(string actor, CancellationToken cancellationToken)
    {
        MustBeOn();
        var key = RandomNumberGenerator.GetBytes(LocalMasterKey.Length);
        var wrapped = await shelf.Master!.WrapAsync(BackupSecret.Marked(key), cancellationToken).ConfigureAwait(false);
        await shelf.NoteAsync(Audit("", actor, "keys.backup"), cancellationToken).ConfigureAwait(false);
        return new BackupSecret(key, wrapped, shelf.Master.Id);
    }

    public async Task<byte[]> OpenBackupKeyAsync(byte[] wrapped, string actor, CancellationToken cancellationToken)
    {
        MustBeOn();
        var opened = await shelf.UnwrapAnyAsync(wrapped, cancellationToken).ConfigureAwait(false);
        var key = BackupSecret.WithoutMark(opened);
        await shelf.NoteAsync(Audit("", actor, "keys.restore"), cancellationToken).ConfigureAwait(false);
        return key;
    }

    private void MustBeOn()
    {
        if (!IsOn) throw new SealException("Encryption is off: no master key is configured.");
    }

    private AuditEntry Audit(string project, string actor, string action)
    {
        var now = time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.New(time), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = project.Length == 0 ? "installation" : project };
    }
}
