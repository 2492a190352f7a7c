using System.Globalization;
using Reprise.Capture;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Server.Gateway;

namespace Reprise.Server.Cache;

/// <summary>What the cache says on answers, and the one header of these that goes on the record: the key, from which entries are made again.</summary>
internal static class CacheHeaders
{
    public const string Hit = CacheOutcome.Hit;
    public const string Semantic = CacheOutcome.Semantic;
    public const string Miss = CacheOutcome.Miss;
    public const string Bypass = CacheOutcome.Bypass;

    public const string KeyName = "reprise-cache-key";
    private const string KeyVersion = "1";

    /// <summary>Says what the cache did, on the record and to the client.</summary>
    public static void Tell(HttpContext http, RelayedCall call, CacheOutcome outcome)
    {
        call.Captured.Cache = outcome;
        var headers = http.Response.Headers;
        headers["Reprise-Cache"] = outcome.Status;
        if (outcome.Reason is { } reason) headers["Reprise-Cache-Reason"] = reason;
        if (outcome.Policy is { } policy) headers["Reprise-Cache-Policy"] = policy;
        if (outcome.Similarity is { } similarity) headers["Reprise-Cache-Similarity"] = similarity.ToString("0.####", CultureInfo.InvariantCulture);
        if (outcome.SourceInteractionId is { } source) headers["Reprise-Cache-Source"] = source.ToString();
    }

    /// <summary>Names the key, on the record and to the client.</summary>
    public static void TellKey(CacheCall cached)
    {
        var value = KeyOf(cached.Key.Partition, cached.Key.Exact, cached.Wish.Ttl);
        cached.Http.Response.Headers["Reprise-Cache-Key"] = value;
        cached.Call.Captured.ResponseHeaders = [new(KeyName, value)];
    }

    /// <summary>Takes the key back: what comes is not the answer of whom it was asked.</summary>
    public static void ForgetKey(HttpContext http, CapturedCall captured)
    {
        http.Response.Headers.Remove("Reprise-Cache-Key");
        if (HasKey(captured.ResponseHeaders)) captured.ResponseHeaders = [.. captured.ResponseHeaders.Where(static header => header.Key != KeyName)];
    }

    public static bool HasKey(IReadOnlyList<KeyValuePair<string, string>> headers) => headers.Any(static header => header.Key == KeyName);

    /// <summary>The key as text: version, partition, question and, where the request set a time, its seconds.</summary>
    public static string KeyOf(PartitionKey partition, PartitionKey exact, TimeSpan? ttl) =>
        string.Create(CultureInfo.InvariantCulture, $"{KeyVersion}.{partition.Value:x32}.{exact.Value:x32}") + (ttl is { } time ? string.Create(CultureInfo.InvariantCulture, $".{(long)time.TotalSeconds}") : "");

    /// <summary>Reads the key of a recorded interaction; false where it has none that we understand.</summary>
    public static bool TryReadKey(IReadOnlyList<KeyValuePair<string, string>> headers, out RecordedKey key)
    {
        key = default;
        foreach (var (name, value) in headers)
        {
            if (name != KeyName) continue;
            var parts = value.Split('.');
            if (parts.Length is not (3 or 4) || parts[0] != KeyVersion || !TryHex(parts[1], out var partition) || !TryHex(parts[2], out var exact)) return false;
            TimeSpan? ttl = null;
            if (parts.Length == 4)
            {
                if (!long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > TimeSpan.FromDays(36600).TotalSeconds) return false;
                ttl = TimeSpan.FromSeconds(seconds);
            }

            key = new RecordedKey(partition, exact, ttl);
            return true;
        }

        return false;
    }

    private static bool TryHex(string text, out PartitionKey key)
    {
        var isHex = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && text.Length == 32;
        key = new PartitionKey(value);
        return isHex;
    }
}

/// <param name="Partition">As in the key.</param>
/// <param name="Exact">As in the key.</param>
/// <param name="Ttl">What the request set; null for the policy's limit.</param>
internal readonly record struct RecordedKey(PartitionKey Partition, PartitionKey Exact, TimeSpan? Ttl);
