using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Interactions;

/// <summary>The two hashes on a record: SHA-256 as lower-case hex.</summary>
public static class Hashes
{
    /// <summary>Longer prompts are hashed piece by piece: a rented buffer for them would stay in the pool.</summary>
    private const int AtOnceMax = 128 * 1024;

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
        if ((systemPrompt?.Length ?? 0) + (prompt?.Length ?? 0) > AtOnceMax) return OfLongPrompt(systemPrompt, prompt);
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

    private static string OfLongPrompt(string? systemPrompt, string? prompt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = ArrayPool<byte>.Shared.Rent(3 * 16 * 1024);
        try
        {
            Add(systemPrompt);
            hash.AppendData([0]);
            Add(prompt);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        void Add(string? text)
        {
            var encoder = Encoding.UTF8.GetEncoder();
            for (var rest = text.AsSpan(); rest.Length > 0;)
            {
                encoder.Convert(rest, bytes, flush: rest.Length <= 16 * 1024, out var used, out var written, out _);
                hash.AppendData(bytes, 0, written);
                rest = rest[used..];
            }
        }
    }
}
