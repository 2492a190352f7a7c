using System.Security.Cryptography;
using System.Text;

namespace Reprise.Cli.Backup;

/// <summary>The secret that somebody keeps for a backup: 32 random bytes, or a passphrase. Never shown.</summary>
internal sealed class BackupKey
{
    public const string Variable = "REPRISE_BACKUP_KEY";
    public const int Length = 32;
    private const int ShortestPassphrase = 12;

    private readonly byte[] _secret;

    private BackupKey(byte[] secret, bool isPassphrase) => (_secret, IsPassphrase) = (secret, isPassphrase);

    /// <summary>A key that an encrypted server made, and the same wrapped by its master key.</summary>
    public static BackupKey OfServer(byte[] secret, byte[] wrapped) => new(secret, isPassphrase: false) { Wrapped = wrapped };

    /// <summary>Lies in the manifest; null where somebody keeps the key.</summary>
    public byte[]? Wrapped { get; private init; }

    public bool IsPassphrase { get; }

    /// <summary>32 bytes as they are, in hex or in base64.</summary>
    public static BackupKey OfFile(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == Length) return new BackupKey(bytes, isPassphrase: false);
        return Coded(Encoding.UTF8.GetString(bytes).Trim()) is { } coded ? new BackupKey(coded, isPassphrase: false)
            : throw CommandFailedException.Usage($"--key-file: '{path}' holds no key of {Length} bytes, plain, in hex or in base64; 'openssl rand -hex {Length}' makes one.");
    }

    /// <summary>A key in hex or base64, else a passphrase.</summary>
    public static BackupKey OfText(string text)
    {
        if (Coded(text.Trim()) is { } coded) return new BackupKey(coded, isPassphrase: false);
        return text.Length >= ShortestPassphrase ? new BackupKey(Encoding.UTF8.GetBytes(text), isPassphrase: true)
            : throw CommandFailedException.Usage($"{Variable} is a passphrase of fewer than {ShortestPassphrase} characters.");
    }

    /// <summary>The 32 bytes that everything of one backup is derived from.</summary>
    public byte[] Master(ReadOnlySpan<byte> salt, int? iterations) => iterations is { } rounds
        ? Rfc2898DeriveBytes.Pbkdf2(_secret, salt, rounds, HashAlgorithmName.SHA256, Length)
        : HKDF.Extract(HashAlgorithmName.SHA256, _secret, salt.ToArray());

    private static byte[]? Coded(string text)
    {
        try
        {
            if (text.Length == Length * 2) return Convert.FromHexString(text);
            return text.Length is 43 or 44 && Convert.FromBase64String(text.PadRight(44, '=')) is { Length: Length } bytes ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
