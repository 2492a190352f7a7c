using System.Text.Json;
using Reprise.Batches;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Batch;

/// <summary>
/// Reads requests a line: as OpenAI has them in a batch file (<c>custom_id</c>, <c>url</c>, <c>body</c>), as Anthropic has them (<c>custom_id</c>, <c>params</c>), as our own
/// API has them (<c>body</c> and labels), or the bodies alone.
/// </summary>
internal static class RequestFile
{
    public static async Task<List<BatchCallRequest>> ReadAsync(Terminal terminal, string source, string? path, CancellationToken cancellationToken)
    {
        var requests = new List<BatchCallRequest>();
        try
        {
            await using var stream = source == "-" ? terminal.OpenInput() : File.OpenRead(source);
            using var reader = new StreamReader(stream);
            for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
            {
                if (string.IsNullOrWhiteSpace(line)) continue;
                requests.Add(Of(line, number, path));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Usage(e.Message);
        }

        return requests.Count == 0 ? throw CommandFailedException.Usage("There is no request in the file.") : requests;
    }

    private static BatchCallRequest Of(string line, int number, string? path)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(line);
        }
        catch (JsonException e)
        {
            throw CommandFailedException.Usage($"Line {number} is no JSON: {e.Message}");
        }

        if (json.ValueKind != JsonValueKind.Object) throw CommandFailedException.Usage($"Line {number} is no JSON object.");
        if (!(json.TryGetProperty("body", out var body) || json.TryGetProperty("params", out body)) || body.ValueKind != JsonValueKind.Object) return new BatchCallRequest { Body = json, Path = path };
        return new BatchCallRequest
        {
            CustomId = Text("custom_id"),
            Path = Text("path") ?? Text("url") ?? path,
            Body = body,
            UserId = Text("user_id"),
            SessionId = Text("session_id"),
            TraceId = Text("trace_id"),
            PromptType = Text("prompt_type"),
            PromptTemplate = Text("prompt_template"),
            Tags = json.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array ? [.. tags.EnumerateArray().Where(static tag => tag.ValueKind == JsonValueKind.String).Select(static tag => tag.GetString()!)] : null,
            Consent = json.TryGetProperty("consent", out var consent) && consent.ValueKind is JsonValueKind.True or JsonValueKind.False ? consent.GetBoolean() : null,
            Metadata = json.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata : null,
        };

        string? Text(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
