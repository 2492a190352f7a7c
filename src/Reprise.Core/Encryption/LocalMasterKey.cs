using System.Security.Cryptography;

namespace Reprise.Encryption;

/// <summary>A master key of 32 bytes that this process has at hand.</summary>
public sealed class LocalMasterKey : IMasterKey
{
    public const int Length = 32;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key;

    /// <param name="key">32 random bytes.</param>
    public LocalMasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length) throw new ArgumentException($"A master key has {Length} bytes.", nameof(key));
        _key = key.ToArray();
        Id = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, 6, info: "reprise master key id"u8.ToArray()));
    }

    public string Id { get; }

    /// <summary>A new key as text, for a file or a variable.</summary>
    public static string Generate() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads a key as <see cref="Generate"/> writes it: 32 bytes as base64, or as 64 hex digits. Null when it is neither.</summary>
    public static LocalMasterKey? TryRead(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        Span<byte> key = stackalloc byte[Length];
        if (trimmed.Length == Length * 2 && Convert.FromHexString(trimmed, key, out _, out _) is System.Buffers.OperationStatus.Done) return new LocalMasterKey(key);
        return trimmed.Length == 44 && Convert.TryFromBase64String(trimmed, key, out var written) && written == Length ? new LocalMasterKey(key) : null;
    }

    public Task<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, CancellationToken cancellationToken)
    {
        var wrapped = new byte[NonceLength + keys.Length + TagLength];
        var nonce = wrapped.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Encrypt(nonce, keys.Span, wrapped.AsSpan(NonceLength, keys.Length), wrapped.AsSpan(NonceLength + keys.Length), "reprise wrapped keys"u8);
        return Task.FromResult(wrapped);
    }

    public Task<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken)
    {
        var span = wrapped.Span;
        if (span.Length < NonceLength + TagLength) throw new SealException("Wrapped keys are too short to be any.");
        var keys = new byte[span.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(_key, TagLength);
        try
        {
            cipher.Decrypt(span[..NonceLength], span.Slice(NonceLength, keys.Length), span[(NonceLength + keys.Length)..], keys, "reprise wrapped keys"u8);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new SealException("The master key does not open the wrapped keys: it is another one, or they were changed.", e);
        }

        return Task.FromResult(keys);
    }
}
