using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Cli.Backup;

/// <summary>
/// <c>manifest.json</c>: the manifest with a seal as its last member. The seal is the SHA-256 of all bytes before it, or their HMAC under the backup's key, and with
/// the checksum of each file in those bytes it is the root over the whole backup.
/// </summary>
internal static class ManifestFile
{
    public const string Name = "manifest.json";
    private const string SealStart = ",\n  \"seal\": \"";
    private const string SealEnd = "\"\n}\n";

    public static byte[] Write(BackupManifest manifest, BackupCipher? cipher)
    {
        var json = JsonSerializer.Serialize(manifest, BackupJson.Default.BackupManifest);
        var body = Encoding.UTF8.GetBytes(json[..json.LastIndexOf('\n')]);
        return [.. body, .. Encoding.UTF8.GetBytes(SealStart + SealOf(body, cipher) + SealEnd)];
    }

    /// <summary>Reads a manifest and checks all that it says of itself.</summary>
    /// <returns>The manifest and, when it is encrypted, what decrypts its files.</returns>
    public static (BackupManifest Manifest, BackupCipher? Cipher) Read(byte[] file, BackupKey? key)
    {
        var manifest = Parse(file);
        BackupCipher? cipher = null;
        if (manifest.Encryption is { } encryption)
        {
            if (encryption.Algorithm != BackupEncryption.Aes256Gcm) throw new DamagedBackupException(Name, "it names an encryption that this build does not know.");
            if (key is null) throw new CommandFailedException($"The backup is encrypted; give its key with --key-file or {BackupKey.Variable}.");
            try
            {
                cipher = BackupCipher.Open(key, encryption, manifest.BackupId) ?? throw new CommandFailedException("This is not the key of that backup.");
            }
            catch (FormatException)
            {
                throw new DamagedBackupException(Name, "its encryption cannot be read.");
            }
        }

        var text = Encoding.UTF8.GetString(file);
        var at = text.LastIndexOf(SealStart, StringComparison.Ordinal);
        if (at < 0 || text[(at + SealStart.Length)..] != SealOf(Encoding.UTF8.GetBytes(text[..at]), cipher) + SealEnd)
            throw new DamagedBackupException(Name, "it was changed after it was written.");
        Check(manifest);
        return (manifest, cipher);
    }

    /// <summary>The wrapped key of a backup that an encrypted server's master key opens; null for every other backup.</summary>
    public static byte[]? WrappedKeyOf(byte[] file)
    {
        try
        {
            return Parse(file).Encryption?.WrappedKey is { } wrapped ? Convert.FromBase64String(wrapped) : null;
        }
        catch (FormatException)
        {
            throw new DamagedBackupException(Name, "its encryption cannot be read.");
        }
    }

    public static string NameOf(int number, bool encrypted) => FormattableString.Invariant($"{number:D6}.jsonl.br{(encrypted ? ".enc" : "")}");

    private static BackupManifest Parse(byte[] file)
    {
        BackupManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(file, BackupJson.Default.BackupManifest);
        }
        catch (JsonException)
        {
            throw new DamagedBackupException(Name, "it is not the manifest of a Reprise backup, or only part of one.");
        }

        if (manifest?.Format != BackupManifest.FormatName) throw new DamagedBackupException(Name, "it is not the manifest of a Reprise backup.");
        if (manifest.Version > BackupManifest.LatestVersion)
            throw new DamagedBackupException(Name, $"the backup has format {manifest.Version}, which a newer Reprise wrote; this one reads up to format {BackupManifest.LatestVersion}.");
        return manifest;
    }

    /// <summary>What a seal cannot vouch for when anybody can make one: that the parts fit together and names are no paths.</summary>
    private static void Check(BackupManifest manifest)
    {
        if (!InteractionId.TryParse(manifest.BackupId, out _)) throw new DamagedBackupException(Name, "its id is none.");
        var cursors = new Dictionary<(string, string), string?>();
        for (var i = 0; i < manifest.Chunks.Count; i++)
        {
            var chunk = manifest.Chunks[i];
            if (chunk.File != NameOf(i + 1, manifest.Encryption is not null)) throw new DamagedBackupException(Name, $"file {i + 1} has another name than it must have.");
            if (manifest.Projects.All(project => project.Name != chunk.Project)) throw new DamagedBackupException(Name, $"{chunk.File} is of a project that is not listed.");
            var place = (chunk.Kind, chunk.Project);
            var isNext = cursors.TryGetValue(place, out var before) ? before is not null && before == chunk.After : chunk.After is null;
            if (!isNext) throw new DamagedBackupException(Name, $"{chunk.File} does not go on where the file before it ends.");
            cursors[place] = chunk.Cursor;
        }

        if (manifest.CompletedAt is not null && cursors.Values.Any(cursor => cursor is not null)) throw new DamagedBackupException(Name, "it says it is complete, and its last files are missing.");
    }

    private static string SealOf(byte[] body, BackupCipher? cipher) => Convert.ToHexStringLower(cipher is null ? SHA256.HashData(body) : cipher.Seal(body));
}
