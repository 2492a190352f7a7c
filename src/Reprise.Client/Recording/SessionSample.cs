using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Client.Recording;

/// <summary>Which sessions are recorded: the same ones as a server keeps whose policy has the same share, in every process.</summary>
internal sealed class SessionSample(double share, string project)
{
    private const int Short = 256;
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(project + "\n");

    public bool Has(string? session)
    {
        if (share >= 1) return true;
        if (share <= 0) return false;
        if (string.IsNullOrEmpty(session)) return Random.Shared.NextDouble() < share;
        var most = _prefix.Length + Encoding.UTF8.GetMaxByteCount(session.Length);
        Span<byte> text = most <= Short ? stackalloc byte[Short] : new byte[most];
        _prefix.CopyTo(text);
        var length = _prefix.Length + Encoding.UTF8.GetBytes(session, text[_prefix.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) / (double)(1L << 32) < share;
    }
}
