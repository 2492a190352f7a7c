using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Short forms for reading and copying JSON trees.</summary>
internal static class JsonNodes
{
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 512, AllowTrailingCommas = true };

    // The answer goes to a JSON reader, never into a page: letters stay letters.
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    public static JsonObject? ReadObject(ReadOnlySpan<byte> json) => JsonNode.Parse(json, nodeOptions: null, s_reading) as JsonObject;

    /// <summary>The value that a text holds; null when it is no JSON.</summary>
    public static JsonNode? TryRead(string json)
    {
        try
        {
            return JsonNode.Parse(json, nodeOptions: null, s_reading);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Write(JsonNode value, Stream to)
    {
        using var writer = new Utf8JsonWriter(to, s_writing);
        value.WriteTo(writer);
    }

    public static string ToText(JsonNode value)
    {
        using var buffer = new MemoryStream();
        Write(value, buffer);
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>The property's text; null when it is none.</summary>
    public static string? Text(this JsonObject of, string name) => of[name] is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    public static int? Number(this JsonObject of, string name) => of[name] is JsonValue value && value.GetValueKind() is JsonValueKind.Number && value.TryGetValue(out int number) ? number : null;

    public static JsonObject? Object(this JsonObject of, string name) => of[name] as JsonObject;

    public static JsonArray? Array(this JsonObject of, string name) => of[name] as JsonArray;

    public static JsonNode? Copy(this JsonObject of, string name) => of[name]?.DeepClone();

    public static JsonObject CopyObject(this JsonObject of) => (JsonObject)of.DeepClone();

    /// <summary>A copy without these properties.</summary>
    public static JsonObject CopyWithout(this JsonObject of, params ReadOnlySpan<string> names)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in of)
        {
            if (!names.Contains(name)) copy[name] = value?.DeepClone();
        }

        return copy;
    }

    /// <summary>Adds to the text of a property, which is made where there is none.</summary>
    public static void Append(this JsonObject to, string name, string text) => to[name] = to.Text(name) + text;

    /// <summary>The list of a property, which is made where there is none.</summary>
    public static JsonArray List(this JsonObject of, string name)
    {
        if (of[name] is JsonArray list) return list;
        var made = new JsonArray();
        of[name] = made;
        return made;
    }

    /// <summary>Lays what is not null over what is there.</summary>
    public static void Lay(this JsonObject over, JsonObject values)
    {
        foreach (var (name, value) in values)
        {
            if (value is not null || !over.ContainsKey(name)) over[name] = value?.DeepClone();
        }
    }
}
