using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Cli.Backup;

/// <summary>AWS Signature Version 4 in the <c>Authorization</c> header, as Amazon and everything compatible with it asks for.</summary>
/// <remarks>Source: Amazon S3 API reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk".</remarks>
internal sealed class S3Signature(string accessKeyId, string secretAccessKey, string region)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "s3";

    /// <summary>The time as it stands in <c>x-amz-date</c>.</summary>
    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A name or a value as it stands in a path or a query: everything escaped but letters, digits, <c>-</c>, <c>.</c>, <c>_</c> and <c>~</c>.</summary>
    public static string Escape(string text) => Uri.EscapeDataString(text);

    /// <param name="method">GET, PUT …</param>
    /// <param name="path">The escaped path, beginning with a slash.</param>
    /// <param name="query">Names and values, not escaped.</param>
    /// <param name="headers">All headers to sign, <c>host</c>, <c>x-amz-date</c> and <c>x-amz-content-sha256</c> among them.</param>
    /// <param name="payloadHash">SHA-256 of the body, hex.</param>
    /// <param name="time">The time in <c>x-amz-date</c>.</param>
    /// <returns>The value of the <c>Authorization</c> header.</returns>
    public string Sign(string method, string path, IEnumerable<KeyValuePair<string, string>> query, IEnumerable<KeyValuePair<string, string>> headers, string payloadHash, DateTimeOffset time)
    {
        var date = Date(time);
        var scope = $"{date[..8]}/{region}/{Service}/aws4_request";
        var canonical = CanonicalOf(method, path, query, headers, payloadHash, out var signed);
        var toSign = $"{Algorithm}\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Hash(Encoding.UTF8.GetBytes("AWS4" + secretAccessKey), date[..8]);
        foreach (var part in new[] { region, Service, "aws4_request", toSign }) key = Hash(key, part);
        return $"{Algorithm} Credential={accessKeyId}/{scope},SignedHeaders={signed},Signature={Convert.ToHexStringLower(key)}";
    }

    private static string CanonicalOf(
        string method, string path, IEnumerable<KeyValuePair<string, string>> query, IEnumerable<KeyValuePair<string, string>> headers, string payloadHash, out string signed)
    {
        var sorted = headers.Select(header => (Name: header.Key.ToLowerInvariant(), Value: header.Value.Trim())).OrderBy(header => header.Name, StringComparer.Ordinal).ToList();
        signed = string.Join(';', sorted.Select(header => header.Name));
        var asked = query.Select(pair => (Name: Escape(pair.Key), Value: Escape(pair.Value))).OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal);
        return string.Join('\n', [
            method, path, string.Join('&', asked.Select(pair => $"{pair.Name}={pair.Value}")), .. sorted.Select(header => $"{header.Name}:{header.Value}"), "", signed, payloadHash]);
    }

    private static byte[] Hash(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
