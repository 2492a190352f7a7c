using System.Text;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>
/// Everything a span said that has no place of its own: attributes under their own names, the process under <c>resource</c>, the instrumentation under <c>scope</c>. Bounded, since a
/// record with too much metadata would be refused; what was left out is counted.
/// </summary>
internal sealed class SpanMetadata
{
    private const int MostBytes = 64 * 1024;
    private const int MostValueBytes = 8 * 1024;
    private const int MostMembers = 512;
    private const int MostName = 256;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private int _bytes;
    private int _dropped;

    public void Add(string name, JsonElement? value)
    {
        if (value is not { } json || json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined || name.Length == 0 || _members.ContainsKey(name)) return;
        var size = Encoding.UTF8.GetByteCount(json.Raw());
        if (size > MostValueBytes)
        {
            json = RecordJson.String(Cut(json.AsText()));
            size = Encoding.UTF8.GetByteCount(json.Raw());
        }

        if (_bytes + size + name.Length > MostBytes || _members.Count >= MostMembers || name.Length > MostName)
        {
            _dropped++;
            return;
        }

        _bytes += size + name.Length;
        _members.Add(name, json);
    }

    public void Add(string name, string? text)
    {
        if (!string.IsNullOrEmpty(text)) Add(name, RecordJson.String(text));
    }

    public void Add(IEnumerable<KeyValuePair<string, JsonElement>> members)
    {
        foreach (var (name, value) in members) Add(name, value);
    }

    /// <summary>Attributes as they came.</summary>
    public void Add(IEnumerable<KeyValuePair<string, TelemetryValue>> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            if (value.Value is not (null or "")) Add(name, TelemetryJson.Of(value));
        }
    }

    /// <summary>Attributes together under one name.</summary>
    public void Add(string name, TelemetryAttributes attributes)
    {
        if (attributes.Count == 0) return;
        var inner = new SpanMetadata();
        inner.Add(attributes);
        Add(name, inner.Json());
    }

    public JsonElement? Json()
    {
        if (_dropped > 0) _members["attributes_dropped"] = TelemetryJson.Of(new TelemetryValue((long)_dropped));
        return _members.Count == 0 ? null : TelemetryJson.Object(_members);
    }

    private static string Cut(string text)
    {
        var end = MostValueBytes / 4;
        if (text.Length <= end) return text;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }
}
