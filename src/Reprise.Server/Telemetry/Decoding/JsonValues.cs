using System.Globalization;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Decoding;

/// <summary>Reads attributes and their values from OTLP's JSON.</summary>
internal sealed class JsonValues(DecodeBudget budget)
{
    /// <summary>A member by its JSON name, or by the name it has in the protocol's definition; null where it is not there or null.</summary>
    public static JsonElement? Member(JsonElement element, string name) => element.Field(name) ?? (element.ValueKind == JsonValueKind.Object ? element.Field(JsonNamingPolicy.SnakeCaseLower.ConvertName(name)) : null);

    /// <summary>A whole number of 64 bits, whichever way it is written: number, text, or the two halves that JavaScript libraries make of it; null when it is none.</summary>
    public static long? Whole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.Number when value.TryGetUInt64(out var large) => (long)large,
        JsonValueKind.Number when value.TryGetDouble(out var real) && Math.Abs(real) < 1e19 => (long)real,
        JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var text) => text,
        JsonValueKind.String when ulong.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var large) => (long)large,
        JsonValueKind.Object when value.Field("low") is { ValueKind: JsonValueKind.Number } low && value.Field("high") is { ValueKind: JsonValueKind.Number } high
            && low.TryGetInt64(out var right) && high.TryGetInt64(out var left) => (left << 32) | (right & 0xFFFF_FFFF),
        _ => null,
    };

    public string? Name(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? budget.Name(text) : null;

    /// <summary>The member <c>attributes</c> of an object.</summary>
    public TelemetryAttributes Attributes(JsonElement? holder) => holder is { } found && Pairs(Member(found, "attributes"), depth: 0) is { Count: > 0 } pairs ? new TelemetryAttributes(pairs) : TelemetryAttributes.None;

    /// <summary>One value; null as a value where it has none we know, or lies too deep.</summary>
    public TelemetryValue Value(JsonElement value, int depth)
    {
        if (value.ValueKind != JsonValueKind.Object) return new TelemetryValue(Plain(value));
        foreach (var member in value.EnumerateObject())
        {
            object? read = member.Name switch
            {
                "stringValue" or "string_value" => member.Value.ValueKind == JsonValueKind.String ? budget.Text(member.Value.GetString()!) : null,
                "boolValue" or "bool_value" => member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? member.Value.GetBoolean() : null,
                "intValue" or "int_value" => Whole(member.Value),
                "doubleValue" or "double_value" => Real(member.Value),
                "arrayValue" or "array_value" => depth < budget.Limits.MaxDepth ? Items(Member(member.Value, "values"), depth + 1) : null,
                "kvlistValue" or "kvlist_value" => depth < budget.Limits.MaxDepth ? new TelemetryAttributes(Pairs(Member(member.Value, "values"), depth + 1)) : null,
                "bytesValue" or "bytes_value" => member.Value.ValueKind == JsonValueKind.String && member.Value.TryGetBytesFromBase64(out var bytes) ? bytes : null,
                _ => null,
            };
            if (read is not null) return new TelemetryValue(read);
        }

        return default;
    }

    /// <summary>A value without the object around it, as some write it.</summary>
    private object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => budget.Text(value.GetString()!),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : Real(value),
        _ => null,
    };

    private static object? Real(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => number,
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var text) => text,
        _ => null,
    };

    private List<KeyValuePair<string, TelemetryValue>> Pairs(JsonElement? list, int depth)
    {
        var pairs = new List<KeyValuePair<string, TelemetryValue>>();
        foreach (var pair in list.Items())
        {
            if (pair.ValueKind != JsonValueKind.Object || pairs.Count >= budget.Limits.MaxPerItem || !budget.TakeValue()) continue;
            pairs.Add(KeyValuePair.Create(Name(pair, "key") ?? "", Member(pair, "value") is { } value ? Value(value, depth) : default));
        }

        return pairs;
    }

    private List<TelemetryValue> Items(JsonElement? list, int depth)
    {
        var items = new List<TelemetryValue>();
        foreach (var item in list.Items())
        {
            if (budget.TakeValue()) items.Add(Value(item, depth));
        }

        return items;
    }
}
