using System.Text;
using System.Text.Json;
using Reprise.Tests;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

/// <summary>Recorded exchanges with real providers, read from the shared data.</summary>
internal static class Cassettes
{
    private static readonly Lazy<IReadOnlyList<Cassette>> Loaded = new(Load);

    public static IReadOnlyList<Cassette> All => Loaded.Value;

    private static List<Cassette> Load()
    {
        var folder = SharedData.Require("cassettes");
        var expected = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var row in Rows(Path.Combine(folder, "expected.jsonl"))) expected[row.GetProperty("name").GetString()!] = row;
        var all = new List<Cassette>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) == "expected.jsonl") continue;
            foreach (var row in Rows(file))
            {
                var name = row.GetProperty("name").GetString()!;
                var request = row.GetProperty("request");
                var response = row.GetProperty("response");
                all.Add(new Cassette(
                    name,
                    row.GetProperty("provider").GetString()!,
                    row.GetProperty("api").GetString()!,
                    new WireRequest(request.GetProperty("method").GetString()!, request.GetProperty("path").GetString()!, RequestBytes(request), Header(request)),
                    new WireResponse(response.GetProperty("status").GetInt32(), ResponseBytes(response), Header(response)),
                    expected.TryGetValue(name, out var facts) ? facts : null));
            }
        }

        return all;
    }

    private static IEnumerable<JsonElement> Rows(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 512 });
            yield return document.RootElement.Clone();
        }
    }

    private static byte[] RequestBytes(JsonElement request)
    {
        if (request.TryGetProperty("body_base64", out var base64) && base64.GetString() is { Length: > 0 } data) return Convert.FromBase64String(data);
        if (request.TryGetProperty("body_text", out var text) && text.ValueKind is JsonValueKind.String) return Encoding.UTF8.GetBytes(text.GetString()!);
        return request.TryGetProperty("body", out var body) && body.ValueKind is not JsonValueKind.Null ? Encoding.UTF8.GetBytes(body.GetRawText()) : [];
    }

    private static byte[] ResponseBytes(JsonElement response)
    {
        if (response.TryGetProperty("body_base64", out var base64)) return Convert.FromBase64String(base64.GetString()!);
        if (response.TryGetProperty("sse_text", out var sse) && sse.ValueKind is JsonValueKind.String) return Encoding.UTF8.GetBytes(sse.GetString()!);
        return response.TryGetProperty("body_text", out var text) && text.ValueKind is JsonValueKind.String ? Encoding.UTF8.GetBytes(text.GetString()!) : [];
    }

    private static string? Header(JsonElement message)
    {
        if (!message.TryGetProperty("headers", out var headers)) return null;
        foreach (var header in headers.EnumerateObject())
        {
            if (string.Equals(header.Name, "content-type", StringComparison.OrdinalIgnoreCase)) return header.Value.ToString();
        }

        return null;
    }
}

/// <param name="Name">Unique.</param>
/// <param name="Provider">As a gateway would be configured.</param>
/// <param name="Api">The recording's own sorting.</param>
/// <param name="Request">What was sent.</param>
/// <param name="Response">What came back.</param>
/// <param name="Expected">What an independent reader found, or null.</param>
internal sealed record Cassette(string Name, string Provider, string Api, WireRequest Request, WireResponse Response, JsonElement? Expected)
{
    public IDialect Dialect => DialectCatalog.Find(configuredDialect: null, Provider, Request.Method, Request.Path, Request.Body);

    public override string ToString() => Name;
}
