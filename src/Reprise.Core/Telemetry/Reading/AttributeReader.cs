using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>
/// Takes values out of attributes by name, whatever type they came in, and remembers which were understood: the rest is kept as metadata. What is asked under several names gives the
/// first that says something, and the others count as understood too.
/// </summary>
internal sealed class AttributeReader(TelemetryAttributes attributes)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Whether there is anything but nothing and an empty text under one of these names.</summary>
    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (attributes.TryGet(name, out var value) && value.Value is not (null or "")) return true;
        }

        return false;
    }

    public bool HasPrefix(string prefix) => attributes.Any(one => one.Key.StartsWith(prefix, StringComparison.Ordinal));

    public TelemetryValue? Peek(string name) => attributes[name];

    public string? PeekText(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (attributes.TryGet(name, out var value) && TelemetryJson.Scalar(value) is { } text && !string.IsNullOrWhiteSpace(text)) return text;
        }

        return null;
    }

    public void Take(string name) => _taken.Add(name);

    /// <summary>A text that says something; numbers and yes or no as text too.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        string? found = null;
        foreach (var name in names)
        {
            if (!attributes.TryGet(name, out var value) || TelemetryJson.Scalar(value) is not { } text) continue;
            _taken.Add(name);
            if (found is null && !string.IsNullOrWhiteSpace(text)) found = text;
        }

        return found;
    }

    public double? Number(params ReadOnlySpan<string> names)
    {
        double? found = null;
        foreach (var name in names)
        {
            if (!attributes.TryGet(name, out var value) || NumberOf(value) is not { } number) continue;
            _taken.Add(name);
            found ??= number;
        }

        return found;
    }

    /// <summary>A count: a number from 0 on, whole or rounded to one.</summary>
    public long? Count(params ReadOnlySpan<string> names) => Number(names) is >= 0 and < 9e15 and var number ? (long)Math.Round(number) : null;

    public bool? Flag(params ReadOnlySpan<string> names)
    {
        bool? found = null;
        foreach (var name in names)
        {
            if (!attributes.TryGet(name, out var value)) continue;
            bool? flag = value.Value switch { bool yes => yes, string text when bool.TryParse(text, out var read) => read, _ => null };
            if (flag is null) continue;
            _taken.Add(name);
            found ??= flag;
        }

        return found;
    }

    /// <summary>ISO 8601, also in quotes as JSON writes it; or a time in seconds, milliseconds, microseconds or nanoseconds since 1970.</summary>
    public DateTimeOffset? Time(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!attributes.TryGet(name, out var value) || TelemetryJson.Scalar(value)?.Trim().Trim('"') is not { Length: > 0 } text) continue;
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) continue;
            return time;
        }

        return null;
    }

    /// <summary>JSON under a name: as a value of its own, or as text that holds it. Null, and left among the rest, where there is none.</summary>
    public JsonElement? Json(params ReadOnlySpan<string> names)
    {
        JsonElement? found = null;
        foreach (var name in names)
        {
            if (!attributes.TryGet(name, out var value) || TelemetryJson.Parsed(value) is not { } json) continue;
            _taken.Add(name);
            found ??= json;
        }

        return found;
    }

    /// <summary>Names behind a prefix with their values, in the order they came; each is counted as understood.</summary>
    public IEnumerable<KeyValuePair<string, TelemetryValue>> Below(string prefix)
    {
        foreach (var (name, value) in attributes)
        {
            if (name.Length <= prefix.Length || !name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            _taken.Add(name);
            yield return new KeyValuePair<string, TelemetryValue>(name[prefix.Length..], value);
        }
    }

    /// <summary>As <see cref="Below"/>, without counting any as understood.</summary>
    public IEnumerable<KeyValuePair<string, TelemetryValue>> SeenBelow(string prefix) =>
        attributes.Where(one => one.Key.Length > prefix.Length && one.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(one => new KeyValuePair<string, TelemetryValue>(one.Key[prefix.Length..], one.Value));

    /// <summary>A list of short texts: a list, JSON that holds one, or words with commas between.</summary>
    public IReadOnlyList<string> Texts(params ReadOnlySpan<string> names)
    {
        List<string> found = [];
        foreach (var name in names)
        {
            if (!attributes.TryGet(name, out var value)) continue;
            _taken.Add(name);
            if (found.Count == 0) found.AddRange(TextsOf(value));
        }

        return found;
    }

    /// <summary>What nobody took.</summary>
    public IEnumerable<KeyValuePair<string, TelemetryValue>> Rest() => attributes.Where(one => !_taken.Contains(one.Key));

    public static double? NumberOf(TelemetryValue value) => value.Value switch
    {
        long whole => whole,
        double number when double.IsFinite(number) => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    public static IEnumerable<string> TextsOf(TelemetryValue value)
    {
        var json = TelemetryJson.Parsed(value);
        if (json is { ValueKind: JsonValueKind.Array } list) return list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(item => item.AsText().Trim()).Where(text => text.Length > 0);
        var plain = json is { ValueKind: JsonValueKind.String } quoted ? quoted.GetString() : TelemetryJson.Scalar(value);
        return plain is null ? [] : plain.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
