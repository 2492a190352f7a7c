using System.Globalization;
using System.Text.Json;

namespace Reprise.Replay.Carrying;

/// <summary>Looks into JSON of any shape without throwing for a wrong type.</summary>
internal static class JsonReading
{
    public static JsonElement? Field(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public static JsonElement? Field(this JsonElement json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (json.Field(name) is { } value) return value;
        }

        return null;
    }

    public static string? AsText(this JsonElement json) => json.ValueKind is JsonValueKind.String ? json.GetString() : null;

    public static string? Word(this JsonElement json, params ReadOnlySpan<string> names) => json.Field(names) is { } value ? value.AsText() : null;

    /// <summary>A text, or the JSON of anything else.</summary>
    public static string TextOrRaw(this JsonElement json) => json.AsText() ?? json.GetRawText();

    public static double? AsNumber(this JsonElement json) =>
        json.ValueKind is JsonValueKind.Number && json.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    public static long? AsWhole(this JsonElement json) =>
        json.ValueKind is not JsonValueKind.Number ? null
        : decimal.TryParse(json.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.IsInteger(number) && Math.Abs(number) < long.MaxValue ? (long)number : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json) => json.ValueKind is JsonValueKind.Array ? json.EnumerateArray() : [];
}
