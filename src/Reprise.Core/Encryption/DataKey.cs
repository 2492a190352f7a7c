using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Reprise.Encryption;

/// <summary>
/// One version of a project's data key. It seals nothing itself: each start of a process draws a salt, derives a key from both, and seals with that and random nonces of 96 bits. A salt is
/// used for at most 2^31 messages, so two equal nonces under one derived key have a chance below 2^-34, however long the data key lives and however many servers use it.
/// </summary>
internal sealed class DataKey
{
    private const long MostOfOneSalt = 1L << 31;

    // Keys derived from salts of earlier processes, for reading; past these the reader starts afresh.
    private const int MostRemembered = 4096;

    private readonly byte[] _key;
    private readonly ConcurrentDictionary<ulong, GcmPool> _derived = [];
    private Current _current;

    public DataKey(int version, DateTimeOffset created, byte[] key)
    {
        Version = version;
        Created = created;
        _key = key;
        _current = Draw();
    }

    public int Version { get; }

    public DateTimeOffset Created { get; }

    /// <summary>The secret itself, for wrapping.</summary>
    public ReadOnlySpan<byte> Secret => _key;

    public byte[] Seal(ReadOnlySpan<byte> bound, ReadOnlySpan<byte> plain)
    {
        var current = _current;
        if (Interlocked.Increment(ref current.Used) > MostOfOneSalt) _current = current = Draw();
        var whole = new byte[Envelope.RandomOverhead + plain.Length];
        Envelope.WriteHead(whole, Version, current.Salt);
        var nonce = Envelope.Nonce(whole.AsSpan(), Envelope.RandomHead);
        RandomNumberGenerator.Fill(nonce);
        current.Cipher.Encrypt(nonce, plain, whole.AsSpan(Envelope.RandomHead, plain.Length), whole.AsSpan(Envelope.RandomHead + plain.Length), bound);
        return whole;
    }

    /// <summary>Null when it does not open.</summary>
    public byte[]? Open(ulong salt, ReadOnlySpan<byte> bound, ReadOnlySpan<byte> whole)
    {
        var current = _current;
        if (salt == current.Salt) return Decrypt(current.Cipher, bound, whole);
        if (_derived.TryGetValue(salt, out var known)) return Decrypt(known, bound, whole);
        var cipher = Derive(salt);
        var plain = Decrypt(cipher, bound, whole);
        if (plain is null) return null;
        // Only salts that have opened something are remembered: made-up ones must not fill memory.
        if (_derived.Count >= MostRemembered) _derived.Clear();
        _derived.TryAdd(salt, cipher);
        return plain;
    }

    private static byte[]? Decrypt(GcmPool cipher, ReadOnlySpan<byte> bound, ReadOnlySpan<byte> whole)
    {
        var plain = new byte[whole.Length - Envelope.RandomOverhead];
        return cipher.TryDecrypt(Envelope.Nonce(whole, Envelope.RandomHead), whole.Slice(Envelope.RandomHead, plain.Length), whole[^Envelope.TagLength..], plain, bound) ? plain : null;
    }

    private Current Draw()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        var salt = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return new Current(salt, Derive(salt));
    }

    private GcmPool Derive(ulong salt)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, salt);
        return new GcmPool(HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, 32, bytes, "reprise data"u8.ToArray()));
    }

    private sealed class Current(ulong salt, GcmPool cipher)
    {
        public ulong Salt { get; } = salt;
        public GcmPool Cipher { get; } = cipher;

        /// <summary>Messages sealed so far.</summary>
        public long Used;
    }
}
