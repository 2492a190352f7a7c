using System.Security.Cryptography;
using System.Text;

namespace Reprise.Proof.Chain;

/// <summary>The key of a proof: signs checkpoints, and seals what stands between them. Safe for use from many threads.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ECDsa _key;
    private readonly byte[] _sealKey;

    private SigningKey(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfoPem().ReplaceLineEndings("\n") + "\n";
        var secret = key.ExportParameters(includePrivateParameters: true).D!;
        _sealKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "reprise-proof-seal-1"u8.ToArray());
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <summary>PEM, for everybody.</summary>
    public string PublicKey { get; }

    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key file; null when there is none. Throws <see cref="ProofException"/> when it is no such key.</summary>
    public static SigningKey? Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.KeySize == 256) return new SigningKey(key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new ProofException($"'{path}' is no private key of ECDSA P-256 in PEM.", exception);
        }

        key.Dispose();
        throw new ProofException($"'{path}' is no private key of ECDSA P-256 in PEM.");
    }

    /// <summary>Writes it where nobody but the owner can read it, and the public half beside it as <c>.pub</c>. Another's file is never written over.</summary>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path, options))
        {
            file.Write(Encoding.ASCII.GetBytes(_key.ExportPkcs8PrivateKeyPem() + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.WriteAllText(path + ".pub", PublicKey);
    }

    public byte[] Sign(string text)
    {
        lock (_lock) return _key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public static bool IsSigned(string publicKey, SignedCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(publicKey);
            return key.VerifyData(Encoding.UTF8.GetBytes(checkpoint.Text), checkpoint.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>What only this key makes of a text.</summary>
    public byte[] Seal(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_sealKey, content);

    public bool IsSealed(ReadOnlySpan<byte> content, ReadOnlySpan<byte> seal) => CryptographicOperations.FixedTimeEquals(Seal(content), seal);

    public void Dispose() => _key.Dispose();
}
