using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reprise.Mcp.Proxy;

/// <summary>What a recorder needs of a JSON-RPC message, read beside the bytes that go on as they are.</summary>
internal sealed partial record SeenMessage
{
    private const int BatchMax = 1000;
    private const int IdMax = 512;

    /// <summary>The id as it was written, so that 1 and "1" are two; null for a notification.</summary>
    public string? Id { get; init; }

    /// <summary>Null in an answer.</summary>
    public string? Method { get; init; }
    public JsonElement? Params { get; init; }
    public JsonElement? Result { get; init; }
    public JsonElement? Error { get; init; }

    /// <summary>Bytes of a message too large to be read, of which only the id is known.</summary>
    public long Unread { get; init; }

    public bool IsAnswer => Method is null && Id is not null && (Result is not null || Error is not null || Unread > 0);

    /// <summary>The messages of a line or a body: one, those of a batch, or none where it is no JSON-RPC.</summary>
    public static IReadOnlyList<SeenMessage> Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 64 });
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray().Take(BatchMax).Select(Of).OfType<SeenMessage>()] : Of(root) is { } one ? [one] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>What can be told of a message of which only the beginning and the end were kept: an answer by its id, which writers put first or last.</summary>
    public static IReadOnlyList<SeenMessage> ReadCut(ReadOnlySpan<byte> begin, ReadOnlySpan<byte> end, long length)
    {
        var head = Encoding.UTF8.GetString(begin);
        if (head.Contains("\"method\"", StringComparison.Ordinal)) return [];
        var id = IdAtBegin().Match(head) is { Success: true } first ? first : IdAtEnd().Match(Encoding.UTF8.GetString(end));
        return id.Success && id.Groups["id"].Length <= IdMax ? [new SeenMessage { Id = id.Groups["id"].Value, Unread = length }] : [];
    }

    internal static JsonElement? Field(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A string of the object; null where there is none of that name, or something else, or half a character.</summary>
    internal static string? Text(JsonElement? json, string name) => Field(json, name) is { ValueKind: JsonValueKind.String } text ? TextOf(text) : null;

    internal static string? TextOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a character was escaped. It goes on as it is; no record can hold it.
            return null;
        }
    }

    private static SeenMessage? Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        return new SeenMessage
        {
            Id = Field(json, "id") is { ValueKind: JsonValueKind.Number or JsonValueKind.String } id && id.GetRawText() is { Length: <= IdMax } raw ? raw : null,
            Method = Text(json, "method"),
            Params = Field(json, "params"),
            Result = json.TryGetProperty("result", out var result) ? result : null,
            Error = Field(json, "error"),
        };
    }

    [GeneratedRegex("""^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(?<id>-?\d+|"(?:[^"\\]|\\.)*")""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdAtBegin();

    [GeneratedRegex("""[,{]\s*"id"\s*:\s*(?<id>-?\d+|"(?:[^"\\]|\\.){0,500}")\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdAtEnd();
}
