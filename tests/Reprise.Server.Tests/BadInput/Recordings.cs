using System.Text;
using System.Text.Json;
using Reprise.Tests;

namespace Reprise.Server.Tests.BadInput;

/// <summary>Recorded exchanges with real providers, as raw material for mutations.</summary>
internal static class Recordings
{
    private const int MaxBytes = 256 * 1024;

    private static readonly Lazy<IReadOnlyList<Recording>> s_all = new(Load);

    public static IReadOnlyList<Recording> All => s_all.Value;

    private static List<Recording> Load()
    {
        var all = new List<Recording>();
        foreach (var file in Directory.EnumerateFiles(SharedData.Require("cassettes"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) == "expected.jsonl") continue;
            foreach (var line in File.ReadLines(file))
            {
                using var row = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 512 });
                var (request, response) = (row.RootElement.GetProperty("request"), row.RootElement.GetProperty("response"));
                var recording = new Recording(
                    row.RootElement.GetProperty("name").GetString()!, row.RootElement.GetProperty("provider").GetString()!,
                    request.GetProperty("method").GetString()!, request.GetProperty("path").GetString()!,
                    BytesOf(request), BytesOf(response), TypeOf(request), TypeOf(response), response.GetProperty("status").GetInt32());
                if (recording.Request.Length + recording.Answer.Length <= MaxBytes && recording.Path.StartsWith('/')) all.Add(recording);
            }
        }

        return all;
    }

    private static byte[] BytesOf(JsonElement message)
    {
        if (Text(message, "body_base64") is { Length: > 0 } base64) return Convert.FromBase64String(base64);
        if ((Text(message, "sse_text") ?? Text(message, "body_text")) is { } text) return Encoding.UTF8.GetBytes(text);
        return message.TryGetProperty("body", out var body) && body.ValueKind != JsonValueKind.Null ? Encoding.UTF8.GetBytes(body.GetRawText()) : [];
    }

    private static string? Text(JsonElement message, string name) => message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? TypeOf(JsonElement message) =>
        message.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object
            ? headers.EnumerateObject().Where(h => h.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value.ToString()).FirstOrDefault()
            : null;
}

/// <summary>One exchange: what was asked of whom, and what came back.</summary>
internal sealed record Recording(string Name, string Provider, string Method, string Path, byte[] Request, byte[] Answer, string? RequestType, string? AnswerType, int Status);
