using System.Globalization;
using System.Text.Json;

namespace Reprise.Telemetry;

/// <summary>Puts together what a convention spread over dotted names with indexes, such as <c>gen_ai.prompt.0.role</c>, as the value it was.</summary>
internal static class IndexedAttributes
{
    private const int MaxIndex = 10_000;
    private const int MaxSegments = 16;

    /// <summary>A list where the first part of every name is an index, an object otherwise; null where there is nothing of that prefix.</summary>
    public static JsonElement? Read(AttributeReader attributes, string prefix)
    {
        var root = new Node();
        foreach (var (path, value) in attributes.Below(prefix)) root.Add(path.Split('.', MaxSegments), 0, value);
        return root.IsEmpty ? null : TelemetryJson.Build(writer => root.Write(writer, 0));
    }

    private sealed class Node
    {
        private SortedDictionary<int, Node>? _items;
        private Dictionary<string, Node>? _members;
        private TelemetryValue? _value;

        public bool IsEmpty => _items is null && _members is null && _value is null;

        public void Add(string[] path, int at, TelemetryValue value)
        {
            if (at == path.Length)
            {
                _value = value;
                return;
            }

            if (path[at].Length > 0 && path[at].All(char.IsAsciiDigit))
            {
                if (!int.TryParse(path[at], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > MaxIndex) return;
                _items ??= [];
                if (!_items.TryGetValue(index, out var item)) _items[index] = item = new Node();
                item.Add(path, at + 1, value);
                return;
            }

            _members ??= new Dictionary<string, Node>(StringComparer.Ordinal);
            if (!_members.TryGetValue(path[at], out var member)) _members[path[at]] = member = new Node();
            member.Add(path, at + 1, value);
        }

        public void Write(Utf8JsonWriter writer, int depth)
        {
            if (_items is not null && _members is null)
            {
                writer.WriteStartArray();
                foreach (var item in _items.Values.Where(item => !item.IsEmpty)) item.Write(writer, depth + 1);
                writer.WriteEndArray();
            }
            else if (_members is not null)
            {
                writer.WriteStartObject();
                foreach (var (name, member) in _members)
                {
                    if (member.IsEmpty) continue;
                    writer.WritePropertyName(name);
                    member.Write(writer, depth + 1);
                }

                writer.WriteEndObject();
            }
            else TelemetryJson.Write(writer, _value ?? default, depth);
        }
    }
}
