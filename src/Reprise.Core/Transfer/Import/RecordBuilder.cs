using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>Puts together one record in our form. Values that are not known are left out; what is too large for metadata is left out and noted.</summary>
internal sealed class RecordBuilder(ImportNotes notes)
{
    private const int MaxMetadataValue = 32 * 1024;
    private const int MaxMetadata = 192 * 1024;
    private const int MaxTags = 64;
    private const int MaxTag = 128;

    private readonly SortedDictionary<string, object> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _metadata = new(StringComparer.Ordinal);
    private int _metadataBytes;

    public ImportNotes Notes => notes;

    /// <summary>Sets a field by its path; null and empty text leave it out.</summary>
    /// <param name="path">Such as <c>metrics.latency_ms</c>.</param>
    /// <param name="value">Text, a number, a flag, a time, or JSON.</param>
    public RecordBuilder Set(string path, object? value)
    {
        if (value is null or "") return this;
        var parts = path.Split('.');
        var section = _values;
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (section.GetValueOrDefault(parts[i]) is not SortedDictionary<string, object> inner) section[parts[i]] = inner = new(StringComparer.Ordinal);
            section = inner;
        }

        section[parts[^1]] = value;
        return this;
    }

    public bool Has(string path)
    {
        object? value = _values;
        foreach (var part in path.Split('.')) value = (value as SortedDictionary<string, object>)?.GetValueOrDefault(part);
        return value is not null;
    }

    /// <summary>Tags within the limits of a record; others are left out.</summary>
    public RecordBuilder Tags(IEnumerable<string> tags)
    {
        var kept = new List<string>();
        foreach (var tag in tags.Distinct(StringComparer.Ordinal))
        {
            if (kept.Count < MaxTags && tag.Length is > 0 and <= MaxTag) kept.Add(tag);
            else notes.LeaveOut("tags beyond 64 or 128 characters");
        }

        return kept.Count == 0 ? this : Set("tags", kept);
    }

    public RecordBuilder Metadata(string name, JsonElement value)
    {
        var size = value.Raw().Length + name.Length + 4;
        if (size > MaxMetadataValue || _metadataBytes + size > MaxMetadata) notes.LeaveOut($"{name} (too large for metadata)");
        else if (_metadata.TryAdd(name, value)) _metadataBytes += size;
        return this;
    }

    public RecordBuilder Metadata(string name, string? text) => string.IsNullOrEmpty(text) ? this : Metadata(name, RecordJson.String(text));

    /// <summary>Everything nobody asked for.</summary>
    public RecordBuilder Metadata(IEnumerable<JsonProperty> others)
    {
        foreach (var other in others) Metadata(other.Name, other.Value);
        return this;
    }

    public byte[] Build() => TransferJson.Object(writer =>
    {
        foreach (var (name, value) in _values) Write(writer, name, value);
        if (_metadata.Count == 0) return;
        writer.WriteStartObject("metadata");
        foreach (var (name, value) in _metadata)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        writer.WritePropertyName(name);
        Write(writer, value);
    }

    private static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case string text: writer.WriteStringValue(text); break;
            case JsonElement json: json.WriteTo(writer); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case double number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case DateTimeOffset time: writer.WriteStringValue(time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)); break;
            case SortedDictionary<string, object> section:
                writer.WriteStartObject();
                foreach (var (name, inner) in section) Write(writer, name, inner);
                writer.WriteEndObject();
                break;
            case System.Collections.IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list) Write(writer, item);
                writer.WriteEndArray();
                break;
            default: throw new ArgumentException($"A record has no place for a {value.GetType().Name}.", nameof(value));
        }
    }
}
