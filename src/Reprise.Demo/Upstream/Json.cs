using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary>Reads JSON that may have any shape; a value of another type counts as absent.</summary>
internal static class Json
{
    public static string? Text(this JsonNode? node, string name) => (node as JsonObject)?[name].AsText();

    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool Flag(this JsonNode? node, string name) => (node as JsonObject)?[name]?.GetValueKind() == JsonValueKind.True;

    public static int? Whole(this JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var number) ? number : null;

    public static JsonObject? Object(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonObject;

    /// <summary>The objects of an array; empty when there is no such array.</summary>
    public static IReadOnlyList<JsonObject> Objects(this JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonArray array ? [.. array.OfType<JsonObject>()] : [];

    /// <summary>A content that is a text, or a list of parts of which some have a text.</summary>
    public static string? ContentText(this JsonNode? node, string name) => (node as JsonObject)?[name] switch
    {
        JsonArray parts => string.Join('\n', parts.Select(part => part.AsText() ?? part.Text("text")).OfType<string>()),
        JsonNode value => value.AsText(),
        null => null,
    };

    /// <summary>Texts to embed: one, or a list.</summary>
    public static IReadOnlyList<string> Texts(this JsonNode? node, string name) => (node as JsonObject)?[name] switch
    {
        JsonArray list => [.. list.Select(item => item.AsText() ?? item?.ToJsonString() ?? "")],
        JsonNode value => [value.AsText() ?? ""],
        null => [],
    };

    public static int TokensOf(string text) => Math.Max(1, (text.Length + 3) / 4);

    public static int TokensOf(JsonNode? node) => node is null ? 0 : TokensOf(node.ToJsonString());
}
