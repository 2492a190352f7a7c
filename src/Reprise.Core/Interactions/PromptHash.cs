using System.Security.Cryptography;
using System.Text;

namespace Reprise.Interactions;

/// <summary>Fingerprints by which equal requests and equal questions are found.</summary>
public static class PromptHash
{
    /// <summary>SHA-256 of the bytes, lower-case hex.</summary>
    public static string OfBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>SHA-256 of the system prompt and the last user text with a NUL between them, lower-case hex; null when there is neither.</summary>
    public static string? Of(string? systemPrompt, string? prompt)
    {
        if (string.IsNullOrEmpty(systemPrompt) && string.IsNullOrEmpty(prompt)) return null;
        return OfBytes(Encoding.UTF8.GetBytes($"{systemPrompt}\0{prompt}"));
    }
}
