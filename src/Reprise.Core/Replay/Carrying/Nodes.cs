using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Replay.Carrying;

/// <summary>From read JSON to JSON to be written, and to bytes.</summary>
internal static class Nodes
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonNode? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(json),
        JsonValueKind.Array => JsonArray.Create(json),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => JsonValue.Create(json),
    };

    public static byte[] ToBytes(JsonNode node)
    {
        var to = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(to, Options)) node.WriteTo(json);
        return to.WrittenSpan.ToArray();
    }

    public static JsonElement ToElement(JsonNode node)
    {
        using var document = JsonDocument.Parse(ToBytes(node));
        return document.RootElement.Clone();
    }

    /// <summary>A call's arguments as an object; what is none is kept as text in one, and noted.</summary>
    public static JsonObject Arguments(string text, Losses losses)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Reading);
            if (json.RootElement.ValueKind is JsonValueKind.Object) return JsonObject.Create(json.RootElement.Clone())!;
        }
        catch (JsonException)
        {
            // What the model wrote was no JSON.
        }

        losses.Add("arguments of a call that are no JSON object, which are carried as text");
        return new JsonObject { ["arguments"] = text };
    }

    /// <summary>JSON where it is an object, else the text as the one property of an object.</summary>
    public static JsonObject Result(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Reading);
            if (json.RootElement.ValueKind is JsonValueKind.Object) return JsonObject.Create(json.RootElement.Clone())!;
        }
        catch (JsonException)
        {
            // Then it is text.
        }

        return new JsonObject { ["result"] = text };
    }

    public static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(static text => (JsonNode)text)];

    /// <summary>Sets a property when there is a value.</summary>
    public static void Set(this JsonObject json, string name, JsonNode? value)
    {
        if (value is not null) json[name] = value;
    }

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };
}
