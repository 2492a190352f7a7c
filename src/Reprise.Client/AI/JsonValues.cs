using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Reprise.Client.AI;

/// <summary>Writes what callers put into arguments, results and options as JSON, without reflection: what has no known form is its text.</summary>
internal static class JsonValues
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>An object of what <paramref name="members"/> writes.</summary>
    public static JsonElement Object(Action<Utf8JsonWriter> members) => Element(writer =>
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    });

    public static JsonElement Element(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_writing)) write(writer);
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    public static JsonElement Element(object? value, JsonSerializerOptions? options = null) =>
        value is JsonElement element ? element.ValueKind == JsonValueKind.Undefined ? Null : element.Clone() : Element(writer => Write(writer, value, options));

    public static JsonElement Null { get; } = JsonElement.Parse("null");

    /// <summary>An object of named values, in their order.</summary>
    public static JsonElement Object(IEnumerable<KeyValuePair<string, object?>> values, JsonSerializerOptions? options = null) => Object(writer =>
    {
        foreach (var (name, value) in values)
        {
            writer.WritePropertyName(name);
            Write(writer, value, options);
        }
    });

    /// <summary>A text as it is, anything else as its JSON.</summary>
    public static string? Text(object? value, JsonSerializerOptions? options = null) => value switch
    {
        null => null,
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        JsonElement { ValueKind: JsonValueKind.Undefined } => null,
        JsonElement element => element.GetRawText(),
        TextContent content => content.Text,
        DataContent data => FormattableString.Invariant($"({data.MediaType}, {data.Data.Length} bytes)"),
        _ => Text(Element(value, options)),
    };

    public static void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions? options = null)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case JsonElement { ValueKind: JsonValueKind.Undefined }: writer.WriteNullValue(); break;
            case JsonElement element: element.WriteTo(writer); break;
            case IEnumerable<KeyValuePair<string, object?>> members: Object(members, options).WriteTo(writer); break;
            case IEnumerable<string?> texts: WriteAll(writer, texts, options); break;
            case IEnumerable<object?> items and not AIContent: WriteAll(writer, items, options); break;
            default: WriteOther(writer, value, options ?? AIJsonUtilities.DefaultOptions); break;
        }
    }

    private static void WriteAll(Utf8JsonWriter writer, IEnumerable<object?> items, JsonSerializerOptions? options)
    {
        writer.WriteStartArray();
        foreach (var item in items) Write(writer, item, options);
        writer.WriteEndArray();
    }

    /// <summary>Into a buffer of its own first: a converter that fails half-way must not leave half a value.</summary>
    private static void WriteOther(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        try
        {
            if (options.TryGetTypeInfo(value.GetType(), out var type))
            {
                writer.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(value, type));
                return;
            }
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException or ArgumentException)
        {
            // Its text then.
        }

        writer.WriteStringValue(value.ToString());
    }
}
