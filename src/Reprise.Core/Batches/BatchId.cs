using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reprise.Batches;

/// <summary>Ids of batches: of the time, or of the idempotency key, so that the same key is the same batch on every server.</summary>
internal static class BatchId
{
    // Without letters that are taken for another.
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    public static string Of(string project, string? key, TimeProvider time)
    {
        if (key is null) return string.Create(CultureInfo.InvariantCulture, $"batch-{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetString(Alphabet, 4)}");
        return $"batch-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{project}\n{key}")))[..20]}";
    }

    /// <summary>Equal for equal orders.</summary>
    public static string HashOf(BatchRequest request) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, BatchJson.Default.BatchRequest)));
}
