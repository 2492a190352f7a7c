using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>Takes values out of an exact record as they were written: nothing is put right, and what is of another type is a mistake.</summary>
/// <param name="json">The object, or null where there is none: then every value is missing.</param>
/// <param name="path">What to call it in messages, with a dot at its end, or empty.</param>
/// <param name="mistakes">Gets one sentence a mistake, without content.</param>
internal sealed class ExactFields(JsonElement? json, string path, List<string> mistakes)
{
    /// <summary>Characters of one column. Far beyond what capture and ingest let through; an engine's index may be stricter.</summary>
    private const int MaxText = 1 << 20;

    public bool Has(string name) => Find(name) is not null;

    public ExactFields Section(string name)
    {
        if (Find(name) is not { } value) return new ExactFields(null, $"{path}{name}.", mistakes);
        return new ExactFields(value.ValueKind == JsonValueKind.Object ? value : Mistake<JsonElement?>(name, "must be an object", null), $"{path}{name}.", mistakes);
    }

    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) return Mistake<string?>(name, "must be a string", null);
        return value.GetString() is { Length: <= MaxText } text ? text : Mistake<string?>(name, $"is longer than {MaxText:N0} characters", null);
    }

    public IReadOnlyList<string> Texts(string name)
    {
        var items = List(name).ToList();
        return items.TrueForAll(item => item.ValueKind == JsonValueKind.String) ? [.. items.Select(item => item.GetString()!)] : Mistake<IReadOnlyList<string>>(name, "must be a list of strings", []);
    }

    /// <summary>The members of an object of strings, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Members(string name)
    {
        if (Find(name) is not { } value) return [];
        return value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateObject().Select(member => new KeyValuePair<string, string>(member.Name, member.Value.GetString()!))]
            : Mistake<IReadOnlyList<KeyValuePair<string, string>>>(name, "must be an object of strings", []);
    }

    /// <summary>The members of an object of counts.</summary>
    public IReadOnlyDictionary<string, int> Counts(string name)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (Find(name) is not { } value) return counts;
        if (value.ValueKind != JsonValueKind.Object) return Mistake(name, "must be an object of whole numbers", counts);
        foreach (var member in value.EnumerateObject())
        {
            if (!member.Value.TryGetInt32Value(out var count)) return Mistake(name, "must be an object of whole numbers", counts);
            counts[member.Name] = count;
        }

        return counts;
    }

    /// <summary>The objects of a list.</summary>
    public IEnumerable<ExactFields> Sections(string name)
    {
        var index = 0;
        foreach (var item in List(name))
        {
            var place = $"{name}[{index++}]";
            yield return new ExactFields(item.ValueKind == JsonValueKind.Object ? item : Mistake<JsonElement?>(place, "must be an object", null), $"{path}{place}.", mistakes);
        }
    }

    /// <summary>JSON text letter for letter; a string holds the text of JSON that could not stand in a line.</summary>
    public string? Json(string name) => Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.Raw();

    public long? Long(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : Mistake<long?>(name, "must be a whole number", null);
    }

    public double? Double(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : Mistake<double?>(name, "must be a number", null);
    }

    public decimal? Money(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : Mistake<decimal?>(name, "must be an amount", null);
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Mistake<bool?>(name, "must be true or false", null);
    }

    public DateTimeOffset Time(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && UtcJsonConverter.TryRead(value.GetString(), out var time) ? time : Mistake(name, "must be a time as ISO 8601", DateTimeOffset.UnixEpoch);

    public InteractionId Id(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && InteractionId.TryParse(value.GetString(), out var id) ? id : Mistake(name, "must be a UUID", default(InteractionId));

    public ReadOnlyMemory<byte> Bytes(string text, string base64)
    {
        if (Find(text) is { ValueKind: JsonValueKind.String } written) return Encoding.UTF8.GetBytes(written.GetString()!);
        if (Find(base64) is { ValueKind: JsonValueKind.String } coded && coded.TryGetBytesFromBase64(out var bytes)) return bytes;
        return Mistake(text, $"must be a string, or {base64} in its place", default(ReadOnlyMemory<byte>));
    }

    public IEnumerable<JsonElement> List(string name)
    {
        if (Find(name) is not { } value) return [];
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Mistake<IEnumerable<JsonElement>>(name, "must be a list", []);
    }

    /// <summary>Notes a mistake and gives a value in place of the one that is wrong.</summary>
    public T Mistake<T>(string name, string what, T instead)
    {
        mistakes.Add($"{path}{name} {what}");
        return instead;
    }

    private JsonElement? Find(string name) => json?.Field(name);
}
