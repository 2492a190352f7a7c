using Reprise.Client.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Whether everything is sealed, and with which keys.</summary>
    public Task<EncryptionDocument> GetEncryptionAsync(CancellationToken cancellationToken = default) => GetAsync("api/encryption", ClientJson.Default.EncryptionDocument, cancellationToken);

    /// <summary>Makes new data keys for what is written from now on, or wraps all keys with the master key of now.</summary>
    public Task<RotationResult> RotateKeysAsync(RotationRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/encryption/rotate", Json(request, ClientJson.Default.RotationRequest), ClientJson.Default.RotationResult, cancellationToken);

    /// <summary>A key for a backup, and the same wrapped by the server's master key.</summary>
    public Task<BackupKeyDocument> NewBackupKeyAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/encryption/backup-key", null, ClientJson.Default.BackupKeyDocument, cancellationToken);

    /// <summary>Opens the wrapped key of a backup.</summary>
    public Task<BackupKeyDocument> OpenBackupKeyAsync(byte[] wrapped, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/encryption/backup-key/open", Json(new WrappedKey(wrapped), ClientJson.Default.WrappedKey), ClientJson.Default.BackupKeyDocument, cancellationToken);
}
