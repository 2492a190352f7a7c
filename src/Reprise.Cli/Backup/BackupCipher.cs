using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reprise.Interactions;

namespace Reprise.Cli.Backup;

/// <summary>Encrypts the files of one backup with AES-256-GCM. Each is bound to the backup and to its number, so that none can stand in for another.</summary>
internal sealed class BackupCipher : IDisposable
{
    /// <summary>OWASP's figure of 2023 for PBKDF2 with SHA-256: about a third of a second.</summary>
    private const int Iterations = 600_000;

    /// <summary>A manifest that asks for more is not ours: it would keep a reader busy for hours.</summary>
    private const int MostIterations = 100_000_000;
    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly AesGcm _files;
    private readonly byte[] _seal;
    private readonly byte[] _backupId;

    private BackupCipher(BackupEncryption encryption, byte[] master, string backupId)
    {
        Encryption = encryption;
        _files = new AesGcm(Derive(master, "files"), TagBytes);
        _seal = Derive(master, "manifest");
        _backupId = InteractionId.Parse(backupId).ToByteArray();
    }

    /// <summary>What the manifest says of it.</summary>
    public BackupEncryption Encryption { get; }

    /// <summary>For a new backup.</summary>
    public static BackupCipher Create(BackupKey key, string backupId)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        int? iterations = key.IsPassphrase ? Iterations : null;
        var master = key.Master(salt, iterations);
        var encryption = new BackupEncryption
        {
            Algorithm = BackupEncryption.Aes256Gcm,
            Salt = Convert.ToBase64String(salt),
            Iterations = iterations,
            Check = Convert.ToBase64String(Derive(master, "check")[..16]),
            WrappedKey = key.Wrapped is { } wrapped ? Convert.ToBase64String(wrapped) : null,
        };
        return new BackupCipher(encryption, master, backupId);
    }

    /// <summary>For a backup that is there. Null when the key is another one.</summary>
    public static BackupCipher? Open(BackupKey key, BackupEncryption encryption, string backupId)
    {
        if (encryption.Iterations is <= 0 or > MostIterations || key.IsPassphrase != encryption.Iterations is not null) return null;
        var master = key.Master(Convert.FromBase64String(encryption.Salt), encryption.Iterations);
        return CryptographicOperations.FixedTimeEquals(Derive(master, "check").AsSpan(0, 16), Convert.FromBase64String(encryption.Check)) ? new BackupCipher(encryption, master, backupId) : null;
    }

    /// <summary>A fresh nonce, the encrypted bytes, the tag.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> plain, int number)
    {
        var sealedBytes = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        _files.Encrypt(sealedBytes.AsSpan(0, NonceBytes), plain, sealedBytes.AsSpan(NonceBytes, plain.Length), sealedBytes.AsSpan(NonceBytes + plain.Length), Bound(number));
        return sealedBytes;
    }

    /// <summary>Null when the bytes are not what was written under that number.</summary>
    public byte[]? Decrypt(ReadOnlySpan<byte> sealedBytes, int number)
    {
        var length = sealedBytes.Length - NonceBytes - TagBytes;
        if (length < 0) return null;
        var plain = new byte[length];
        try
        {
            _files.Decrypt(sealedBytes[..NonceBytes], sealedBytes.Slice(NonceBytes, length), sealedBytes[(NonceBytes + length)..], plain, Bound(number));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Proves that a manifest was written by somebody with the key.</summary>
    public byte[] Seal(ReadOnlySpan<byte> manifest) => HMACSHA256.HashData(_seal, manifest);

    public void Dispose() => _files.Dispose();

    private static byte[] Derive(byte[] master, string purpose) => HKDF.Expand(HashAlgorithmName.SHA256, master, BackupKey.Length, Encoding.UTF8.GetBytes($"reprise backup 1 {purpose}"));

    private byte[] Bound(int number)
    {
        var bound = new byte[_backupId.Length + sizeof(int)];
        _backupId.CopyTo(bound, 0);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(_backupId.Length), number);
        return bound;
    }
}
