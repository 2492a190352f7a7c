using System.Globalization;
using System.Text.Json;

namespace Reprise.Playback.Faults;

/// <summary>The members of one object of a script; each mistake names the object and the member.</summary>
internal readonly struct FaultFields
{
    private readonly JsonElement _value;

    public FaultFields(JsonElement value, string where, IReadOnlyList<string> known)
    {
        (_value, Where) = (value, where);
        if (value.ValueKind != JsonValueKind.Object) throw new FormatException($"{where} is not a JSON object");
        foreach (var member in value.EnumerateObject())
            if (!known.Contains(member.Name, StringComparer.Ordinal)) throw new FormatException($"{where} has '{TapeWords.Visible(member.Name, 60)}', which is none of {string.Join(", ", known)}");
    }

    public string Where { get; }

    public FaultFields? Section(string name, IReadOnlyList<string> known) => _value.TryGetProperty(name, out var section) ? new FaultFields(section, $"{Where}: {name}", known) : null;

    public IReadOnlyList<JsonElement> List(string name) => Find(name, JsonValueKind.Array, "an array") is { } list ? [.. list.EnumerateArray()] : [];

    public string? Text(string name) => Find(name, JsonValueKind.String, "a text")?.GetString();

    public string? NumberOrText(string name) => !_value.TryGetProperty(name, out var value) ? null : value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text(name);

    public bool Flag(string name) => _value.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    public string? Word(string name, params string[] words)
    {
        if (Text(name) is not { } word) return null;
        return words.Contains(word, StringComparer.Ordinal) ? word : throw Wrong(name, "one of " + string.Join(", ", words));
    }

    public long? Whole(string name, long min, long max)
    {
        if (!_value.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max
            ? number
            : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"));
    }

    public double? Number(string name, double min, double max)
    {
        if (!_value.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max
            ? number
            : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));
    }

    /// <summary>One number, or two between which chance takes one.</summary>
    public (int From, int To) Range(string name, int max)
    {
        if (!_value.TryGetProperty(name, out var value)) return default;
        if (value.ValueKind == JsonValueKind.Number) return ((int)Whole(name, 0, max)!, (int)Whole(name, 0, max)!);
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2 && IsMs(value[0], out var from) && IsMs(value[1], out var to) && from <= to
            ? (from, to)
            : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {max}, or two of them as [from, to]"));

        bool IsMs(JsonElement item, out int ms)
        {
            ms = 0;
            return item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out ms) && ms >= 0 && ms <= max;
        }
    }

    /// <summary>One number or several, from 1.</summary>
    public IReadOnlyList<long> Numbers(string name)
    {
        if (!_value.TryGetProperty(name, out var value)) return [];
        if (value.ValueKind == JsonValueKind.Number) return [Whole(name, 1, long.MaxValue)!.Value];
        var numbers = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(static n => n.ValueKind == JsonValueKind.Number && n.TryGetInt64(out var number) ? number : 0).ToList() : [];
        return numbers.Count > 0 && numbers.TrueForAll(static n => n > 0) ? numbers : throw Wrong(name, "a whole number from 1, or several of them");
    }

    public IReadOnlyList<KeyValuePair<string, string>> Texts(string name) =>
        Find(name, JsonValueKind.Object, "an object of texts") is not { } section
            ? []
            : [.. section.EnumerateObject().Select(Checked)];

    /// <summary>Values by JSON pointers.</summary>
    public IReadOnlyList<(string Pointer, JsonElement Value)> Values(string name)
    {
        if (Find(name, JsonValueKind.Object, "an object of JSON pointers and values") is not { } section) return [];
        var values = section.EnumerateObject().Select(static member => (member.Name, member.Value.Clone())).ToList();
        return values.TrueForAll(static value => value.Name.StartsWith('/')) ? values : throw Wrong(name, "an object of JSON pointers, each with a '/' before it, and values");
    }

    private KeyValuePair<string, string> Checked(JsonProperty header)
    {
        if (header.Value.ValueKind != JsonValueKind.String || header.Name.Length == 0 || header.Name.Any(static c => c is <= ' ' or >= (char)127 or ':') || header.Value.GetString()!.Any(static c => c is '\r' or '\n' or '\0'))
            throw Wrong("headers", "an object of texts with the names of headers");
        return new(header.Name.ToLowerInvariant(), header.Value.GetString()!);
    }

    private JsonElement? Find(string name, JsonValueKind kind, string expected) =>
        !_value.TryGetProperty(name, out var value) ? null : value.ValueKind == kind ? value : throw Wrong(name, expected);

    private FormatException Wrong(string name, string expected) => new($"{Where} has a {name} that is not {expected}");
}
