using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Encryption;

/// <summary>
/// The key behind what must come out the same each time: values asked for by equality, and keyed hashes of words. One a project, made with its first data key and not rotated with it, since
/// values of different keys would not be equal any more.
/// </summary>
internal sealed class IndexKey
{
    private readonly byte[] _key;
    private readonly ConcurrentDictionary<string, byte[]> _derived = new(StringComparer.Ordinal);
    private readonly byte[] _nonces;
    private readonly GcmPool _cipher;

    public IndexKey(byte[] key)
    {
        _key = key;
        _nonces = Derive("equal nonce");
        _cipher = new GcmPool(Derive("equal value"));
    }

    /// <summary>The secret itself, for wrapping.</summary>
    public ReadOnlySpan<byte> Secret => _key;

    /// <summary>
    /// The nonce is 96 bits of an HMAC over place and value, so equal values come out equal and others do not share one: among 2^32 different values of a project two do with a chance of 2^-33.
    /// </summary>
    public byte[] Seal(ReadOnlySpan<byte> bound, ReadOnlySpan<byte> plain)
    {
        var whole = new byte[Envelope.EqualOverhead + plain.Length];
        whole[0] = Envelope.Equal;
        var nonce = Envelope.Nonce(whole.AsSpan(), Envelope.EqualHead);
        NonceOf(bound, plain, nonce);
        _cipher.Encrypt(nonce, plain, whole.AsSpan(Envelope.EqualHead, plain.Length), whole.AsSpan(Envelope.EqualHead + plain.Length), bound);
        return whole;
    }

    /// <summary>Null when it does not open.</summary>
    public byte[]? Open(ReadOnlySpan<byte> bound, ReadOnlySpan<byte> whole)
    {
        var plain = new byte[whole.Length - Envelope.EqualOverhead];
        return _cipher.TryDecrypt(Envelope.Nonce(whole, Envelope.EqualHead), whole.Slice(Envelope.EqualHead, plain.Length), whole[^Envelope.TagLength..], plain, bound) ? plain : null;
    }

    public byte[] Derive(string purpose) => _derived.GetOrAdd(purpose, static (purpose, key) => Derived(key, purpose), _key);

    private static byte[] Derived(byte[] key, string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.UTF8.GetBytes($"reprise index {purpose}"));

    private void NonceOf(ReadOnlySpan<byte> bound, ReadOnlySpan<byte> plain, Span<byte> nonce)
    {
        Span<byte> hash = stackalloc byte[32];
        // Project and place end with a byte that stands in neither, so no other pair of them and value reads the same.
        var length = bound.Length + plain.Length;
        if (length <= 512)
        {
            Span<byte> joined = stackalloc byte[512];
            bound.CopyTo(joined);
            plain.CopyTo(joined[bound.Length..]);
            HMACSHA256.HashData(_nonces, joined[..length], hash);
        }
        else
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _nonces);
            hmac.AppendData(bound);
            hmac.AppendData(plain);
            hmac.GetHashAndReset(hash);
        }

        hash[..Envelope.NonceLength].CopyTo(nonce);
    }
}
