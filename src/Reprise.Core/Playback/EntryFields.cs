using System.Globalization;
using System.Text.Json;

namespace Reprise.Playback;

/// <summary>The members of one object of a tape. Throws <see cref="FormatException"/> with what is wrong, without content.</summary>
internal readonly struct EntryFields(JsonElement value, string where)
{
    public JsonElement Value { get; } = value;

    public EntryFields Section(string name) =>
        Value.TryGetProperty(name, out var section) && section.ValueKind == JsonValueKind.Object
            ? new EntryFields(section, $"the {name}")
            : throw new FormatException($"has no object '{name}'");

    public string? Text(string name) => Value.TryGetProperty(name, out var text) && text.ValueKind != JsonValueKind.Null ? TextOf(text, name) : null;

    public IReadOnlyList<string>? Texts(string name)
    {
        if (!Value.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null) return null;
        if (list.ValueKind != JsonValueKind.Array) throw new FormatException($"has a value in {name} of {where} that is not an array of strings");
        return [.. list.EnumerateArray().Select(item => TextOf(item, name))];
    }

    public int Number(string name, int min, int max, int? missing = null)
    {
        if (!Value.TryGetProperty(name, out var number)) return missing ?? throw new FormatException($"has no {name}");
        return number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var read) && read >= min && read <= max
            ? read
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"has a {name} that is not a number from {min} to {max}"));
    }

    public DateTimeOffset? Time(string name) => Text(name) switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) => time,
        _ => throw new FormatException($"has a {name} that is not a time"),
    };

    public static string TextOf(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) throw new FormatException($"has a value in {name} that is not a string");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"has half of a character in {name}", e);
        }
    }
}
