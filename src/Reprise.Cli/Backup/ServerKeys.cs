using Reprise.Client;
using Reprise.Encryption;

namespace Reprise.Cli.Backup;

/// <summary>Keys of backups that a server's master key wraps: a backup of an encrypted record is never plain because nobody thought of a key.</summary>
internal static class ServerKeys
{
    /// <summary>The key for a new backup, or for one to go on with; null where the server is not encrypted and the backup neither.</summary>
    public static async Task<BackupKey?> ForWritingAsync(IBackupPlace place, RepriseClient client, CancellationToken cancellationToken)
    {
        if (await place.FindAsync(ManifestFile.Name, cancellationToken) is { } begun) return await OpenAsync(begun, client, cancellationToken);
        if (!(await client.GetEncryptionAsync(cancellationToken)).Enabled) return null;
        var made = await client.NewBackupKeyAsync(cancellationToken);
        return BackupKey.OfServer(made.Key, made.Wrapped!);
    }

    /// <summary>Whether the key of a backup can be had of its server alone, or from the master key.</summary>
    public static async Task<bool> AreNeededAsync(IBackupPlace place, CancellationToken cancellationToken) =>
        await place.FindAsync(ManifestFile.Name, cancellationToken) is { } file && ManifestFile.WrappedKeyOf(file) is not null;

    /// <summary>The key of a backup that is there; null when it is no backup of an encrypted server.</summary>
    public static async Task<BackupKey?> ForReadingAsync(IBackupPlace place, RepriseClient client, CancellationToken cancellationToken) =>
        await place.FindAsync(ManifestFile.Name, cancellationToken) is { } file ? await OpenAsync(file, client, cancellationToken) : null;

    /// <summary>The same with the master key at hand: for a backup whose server is gone, or that goes to a server that is not encrypted.</summary>
    public static async Task<BackupKey> ForReadingAsync(IBackupPlace place, LocalMasterKey master, CancellationToken cancellationToken)
    {
        if (await place.FindAsync(ManifestFile.Name, cancellationToken) is not { } file || ManifestFile.WrappedKeyOf(file) is not { } wrapped)
            throw new CommandFailedException($"There is no backup in '{place.Name}' whose key a master key wraps; --master-key-file has nothing to open.");
        try
        {
            return BackupKey.OfServer(await BackupSecret.OpenAsync(wrapped, master, cancellationToken), wrapped);
        }
        catch (SealException e)
        {
            throw new CommandFailedException($"--master-key-file: {e.Message}", e);
        }
    }

    private static async Task<BackupKey?> OpenAsync(byte[] manifest, RepriseClient client, CancellationToken cancellationToken)
    {
        if (ManifestFile.WrappedKeyOf(manifest) is not { } wrapped) return null;
        return BackupKey.OfServer((await client.OpenBackupKeyAsync(wrapped, cancellationToken)).Key, wrapped);
    }
}
