using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Server.Tests.Cassettes;

/// <summary>One recorded exchange with a provider.</summary>
internal sealed class Cassette
{
    private Cassette(JsonNode line)
    {
        Name = (string)line["name"]!;
        Provider = (string)line["provider"]!;
        var request = line["request"]!;
        Method = (string)request["method"]!;
        Target = (string)request["path"]!;
        RequestType = ContentTypeOf(request);
        Request = Bytes(request["body_base64"]) ?? Text(request["body_text"]) ?? Text(request["body"]?.ToJsonString()) ?? [];
        var response = line["response"]!;
        Status = (int)response["status"]!;
        ResponseType = ContentTypeOf(response);
        Response = Bytes(response["body_base64"]) ?? Text(response["sse_text"]) ?? Text(response["body_text"]) ?? [];
    }

    public string Name { get; }
    public string Provider { get; }
    public string Method { get; }

    /// <summary>Path and query, letter for letter.</summary>
    public string Target { get; }
    public string RequestType { get; }
    public byte[] Request { get; }
    public int Status { get; }
    public string ResponseType { get; }
    public byte[] Response { get; }

    public bool IsStream => ResponseType.Contains("event-stream", StringComparison.Ordinal) || ResponseType.Contains("eventstream", StringComparison.Ordinal) || ResponseType.Contains("ndjson", StringComparison.Ordinal);

    /// <summary>Every exchange of a folder, by name.</summary>
    public static IReadOnlyDictionary<string, Cassette> ReadAll(string folder) => Directory.EnumerateFiles(folder, "*.jsonl")
        .Where(file => Path.GetFileName(file) != Expectation.File)
        .SelectMany(File.ReadLines)
        .Select(line => new Cassette(JsonNode.Parse(line)!))
        .ToDictionary(cassette => cassette.Name, StringComparer.Ordinal);

    private static string ContentTypeOf(JsonNode message) =>
        message["headers"]?.AsObject().FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value?.GetValue<string>() ?? "application/json";

    private static byte[]? Bytes(JsonNode? base64) => base64?.GetValue<string>() is { Length: > 0 } text ? Convert.FromBase64String(text) : null;

    private static byte[]? Text(JsonNode? text) => text?.GetValueKind() == JsonValueKind.String ? Text(text.GetValue<string>()) : null;

    private static byte[]? Text(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}
