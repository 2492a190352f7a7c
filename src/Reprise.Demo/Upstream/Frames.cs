using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary>Turns JSON into the bytes of a body, an event or a line.</summary>
internal static class Frames
{
    // Providers send letters as they are, not as escapes.
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonNode node) => node.ToJsonString(_plain);

    public static byte[] Json(JsonNode node) => Encoding.UTF8.GetBytes(Text(node));

    /// <summary>A server-sent event without a name.</summary>
    public static byte[] Data(JsonNode node) => Encoding.UTF8.GetBytes($"data: {Text(node)}\n\n");

    /// <summary>A server-sent event with the name that also stands in its <c>type</c>.</summary>
    public static byte[] Event(JsonObject node) => Encoding.UTF8.GetBytes($"event: {node["type"]}\ndata: {Text(node)}\n\n");

    public static byte[] Done { get; } = "data: [DONE]\n\n"u8.ToArray();

    /// <summary>A line of NDJSON.</summary>
    public static byte[] Line(JsonNode node) => Encoding.UTF8.GetBytes(Text(node) + "\n");
}
