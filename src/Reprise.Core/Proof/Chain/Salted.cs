using System.Security.Cryptography;

namespace Reprise.Proof.Chain;

/// <summary>
/// Digests over a salt of their own and the canonical form. While the salt is there they bind the content; when it is destroyed they confirm nothing, not even to
/// somebody who guesses the content right.
/// </summary>
internal static class Salted
{
    public const int SaltBytes = 16;

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltBytes);

    public static byte[] Digest(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonical)
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(canonical);
        hash.GetHashAndReset(digest);
        return digest;
    }
}
