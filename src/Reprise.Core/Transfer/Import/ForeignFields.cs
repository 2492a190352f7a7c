using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>
/// Takes values out of one object of somebody else's making, remembering which were understood. Lenient where a meaning is plain: numbers and flags may be
/// written as text, as in CSV, and empty text is no value.
/// </summary>
internal sealed class ForeignFields(JsonElement json)
{
    private readonly HashSet<string> _understood = new(StringComparer.Ordinal);

    /// <summary>The fields nobody asked for that say anything.</summary>
    public IEnumerable<JsonProperty> Others => json.EnumerateObject().Where(p => !_understood.Contains(p.Name) && !IsEmpty(p.Value));

    /// <summary>The first of these that says anything.</summary>
    public JsonElement? Value(params ReadOnlySpan<string> names)
    {
        JsonElement? found = null;
        foreach (var name in names)
        {
            _understood.Add(name);
            if (found is null && json.Field(name) is { } value && !IsEmpty(value)) found = value;
        }

        return found;
    }

    /// <summary>Marks fields as dealt with.</summary>
    public void Ignore(params ReadOnlySpan<string> names) => Value(names);

    public string? Text(params ReadOnlySpan<string> names) => Value(names) is { } value ? value.AsText() : null;

    public long? Whole(params ReadOnlySpan<string> names) => Number(names) is >= 0 and < 9e15 and var number ? (long)Math.Round(number) : null;

    public double? Number(params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { ValueKind: JsonValueKind.Number or JsonValueKind.String } value) return null;
        return double.TryParse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    /// <summary>US dollars. Zero says nothing: it is what is written where no price was known.</summary>
    public decimal? Cost(params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { ValueKind: JsonValueKind.Number or JsonValueKind.String } value) return null;
        return decimal.TryParse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var cost) && cost > 0 ? cost : null;
    }

    public bool? Flag(params ReadOnlySpan<string> names) => Value(names) is { } value && bool.TryParse(value.AsText(), out var flag) ? flag : null;

    /// <summary>ISO 8601 or seconds or milliseconds since 1970.</summary>
    public DateTimeOffset? Time(params ReadOnlySpan<string> names) => Value(names) is { } value ? ForeignTime.Read(value) : null;

    /// <summary>A value that may be JSON within text, as in CSV.</summary>
    public JsonElement? Json(params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) return value;
        var text = value.GetString()!.AsSpan().TrimStart();
        return text is ['{' or '[', ..] && RecordJson.Find(value.GetString()) is { } inner ? inner : value;
    }

    public ForeignFields? Object(params ReadOnlySpan<string> names) => Json(names) is { ValueKind: JsonValueKind.Object } value ? new ForeignFields(value) : null;

    public IReadOnlyList<string> Texts(params ReadOnlySpan<string> names) => Json(names) switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        { ValueKind: JsonValueKind.String } text => [.. text.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        _ => [],
    };

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };
}
