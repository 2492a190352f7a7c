using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Interactions;

/// <summary>The two hashes on a record: SHA-256 as lower-case hex.</summary>
public static class Hashes
{
    public static string OfBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Of the system prompt and the last user text with a zero byte between; null when there is neither.</summary>
    public static string? OfPrompt(string? systemPrompt, string? prompt)
    {
        if (string.IsNullOrEmpty(systemPrompt) && string.IsNullOrEmpty(prompt)) return null;
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount((systemPrompt?.Length ?? 0) + (prompt?.Length ?? 0)) + 1);
        try
        {
            var length = Encoding.UTF8.GetBytes(systemPrompt ?? "", buffer);
            buffer[length++] = 0;
            length += Encoding.UTF8.GetBytes(prompt ?? "", buffer.AsSpan(length));
            return OfBytes(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
