using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Reprise.Documents;

/// <summary>Takes typed values out of one object of a record, remembering what was wrong with them and which fields were understood.</summary>
/// <param name="json">An object, or null where the section is missing: then every value is null.</param>
/// <param name="path">What to call the section in messages, with a dot at its end, or empty.</param>
/// <param name="mistakes">Gets one sentence a mistake.</param>
internal sealed class RecordFields(JsonElement? json, string path, List<string> mistakes)
{
    private readonly HashSet<string> _understood = new(StringComparer.Ordinal);

    /// <summary>The fields nobody asked for.</summary>
    public IEnumerable<JsonProperty> Others => json is { } element ? element.EnumerateObject().Where(p => !_understood.Contains(p.Name)) : [];

    /// <summary>The first of these fields that is there and not null.</summary>
    public JsonElement? Value(params ReadOnlySpan<string> names)
    {
        JsonElement? found = null;
        foreach (var name in names)
        {
            _understood.Add(name);
            found ??= json?.Field(name);
        }

        return found;
    }

    /// <summary>Leaves out what our own exports add to a record; a field of that name with another content stays.</summary>
    public void PassOver(string name, string member)
    {
        if (json?.Field(name) is { ValueKind: JsonValueKind.Object } mark && mark.Field(member) is { ValueKind: JsonValueKind.Array }) _understood.Add(name);
    }

    public RecordFields Section(string name)
    {
        var value = Value(name);
        if (value is { ValueKind: not JsonValueKind.Object }) mistakes.Add($"{path}{name} must be an object; found {Describe(value.Value)}");
        return new RecordFields(value is { ValueKind: JsonValueKind.Object } ? value : null, $"{path}{name}.", mistakes);
    }

    /// <summary>Text of at most that many characters. A number is taken as its digits, as ids often come so. Empty is null.</summary>
    public string? Text(int maxLength, params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { } value) return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.Raw(),
            _ => null,
        };
        if (text is null) mistakes.Add($"{path}{names[0]} must be a string; found {Describe(value)}");
        else if (text.Length > maxLength)
        {
            mistakes.Add($"{path}{names[0]} has {text.Length:N0} characters; at most {maxLength:N0} are kept");
            text = null;
        }

        return string.IsNullOrEmpty(text) ? null : text.Replace('\0', '\uFFFD');
    }

    /// <summary>A count or a duration: a number from 0 on, rounded to a whole one.</summary>
    public long? Count(params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and < 9e15) return (long)Math.Round(number);
        mistakes.Add($"{path}{names[0]} must be a number from 0 on; found {Describe(value)}");
        return null;
    }

    public decimal? Money(params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= 0) return number;
        mistakes.Add($"{path}{names[0]} must be an amount of US dollars, 0 or more; found {Describe(value)}");
        return null;
    }

    public double? Number(double min, double max, params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number >= min && number <= max) return number;
        var range = min == double.MinValue ? "" : string.Create(CultureInfo.InvariantCulture, $" between {min} and {max}");
        mistakes.Add($"{path}{names[0]} must be a number{range}; found {Describe(value)}");
        return null;
    }

    public double? Score(params ReadOnlySpan<string> names) => Number(0, 1, names);

    public bool? Flag(params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        mistakes.Add($"{path}{names[0]} must be true or false; found {Describe(value)}");
        return null;
    }

    /// <summary>ISO 8601, without a zone taken as UTC; or a number of seconds or milliseconds since 1970.</summary>
    public DateTimeOffset? Time(params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && UtcJsonConverter.TryRead(value.GetString(), out var time)) return time;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and < 1e13)
            return DateTimeOffset.UnixEpoch.AddMilliseconds(number < 1e11 ? Math.Round(number * 1000) : number);
        mistakes.Add($"{path}{names[0]} must be a time as ISO 8601, such as 2026-01-31T12:00:00Z; found {Describe(value)}");
        return null;
    }

    /// <summary>A JSON object, as text of at most that many bytes.</summary>
    public JsonElement? Object(int maxBytes, params ReadOnlySpan<string> names)
    {
        if (Value(names) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Object) mistakes.Add($"{path}{names[0]} must be an object; found {Describe(value)}");
        else if (Encoding.UTF8.GetByteCount(value.Raw()) > maxBytes) mistakes.Add($"{path}{names[0]} is larger than {maxBytes / 1024:N0} KB");
        else return value;
        return null;
    }

    public IReadOnlyList<string> Texts(int maxCount, int maxLength, string name)
    {
        if (Value(name) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            mistakes.Add($"{path}{name} must be a list of strings");
        else if (value.GetArrayLength() > maxCount) mistakes.Add($"{path}{name} has {value.GetArrayLength():N0} entries; at most {maxCount} are kept");
        else if (value.EnumerateArray().Any(item => item.GetString()!.Length > maxLength)) mistakes.Add($"{path}{name} has an entry longer than {maxLength} characters");
        else return [.. value.EnumerateArray().Select(item => item.GetString()!).Where(item => item.Length > 0).Distinct(StringComparer.Ordinal)];
        return [];
    }

    /// <summary>The kind of value and, where short and harmless, the value: never a text, which may be private.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => value.Raw() is { Length: <= 24 } digits ? digits : "a very long number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "null",
    };
}
