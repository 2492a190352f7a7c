using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Reprise.Documents;

/// <summary>Takes values out of JSON of unknown shape without ever throwing. Elements come from <see cref="RecordJson"/>, so their strings are text.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static long? WholeNumber(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static bool TryGetInt32Value(this JsonElement element, out int number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out number);
    }

    public static JsonElement? Object(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The JSON as it was written.</summary>
    public static string Raw(this JsonElement element) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element));

    /// <summary>A string's text; of anything else its JSON.</summary>
    public static string AsText(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() ?? "" : element.Raw();

    /// <summary>Text that is a string, or a list of strings and <c>{text}</c> parts; null when there is none in it.</summary>
    public static string? JoinedText(this JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) return element.GetString();
        if (element.ValueKind != JsonValueKind.Array) return null;
        var parts = element.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.String ? part.GetString() : part.Text("text")).OfType<string>();
        var text = string.Join('\n', parts);
        return text.Length == 0 ? null : text;
    }
}
