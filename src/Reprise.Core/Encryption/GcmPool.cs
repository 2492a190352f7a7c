using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Reprise.Encryption;

/// <summary>AES-256-GCM with one key from many threads: a cipher may be used by one at a time, and making one costs more than a short message.</summary>
internal sealed class GcmPool(byte[] key)
{
    // As many as threads ever need at once; more are made and let go.
    private const int Most = 16;

    private readonly ConcurrentBag<AesGcm> _idle = [];

    public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag, ReadOnlySpan<byte> bound)
    {
        var gcm = Take();
        gcm.Encrypt(nonce, plain, cipher, tag, bound);
        GiveBack(gcm);
    }

    /// <summary>False when the tag does not fit.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, Span<byte> plain, ReadOnlySpan<byte> bound)
    {
        var gcm = Take();
        try
        {
            gcm.Decrypt(nonce, cipher, tag, plain, bound);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            GiveBack(gcm);
        }
    }

    private AesGcm Take() => _idle.TryTake(out var gcm) ? gcm : new AesGcm(key, Envelope.TagLength);

    private void GiveBack(AesGcm gcm)
    {
        if (_idle.Count < Most) _idle.Add(gcm);
        else gcm.Dispose();
    }
}
