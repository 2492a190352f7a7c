using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Reprise.Playback.Redaction;

/// <summary>
/// The texts of a body: the strings of JSON, names of members too; of a stream of events or of JSON Lines those of each line, where the pieces of one text that
/// come in many events make a group; else the body itself.
/// </summary>
internal sealed class BodyLeaves
{
    /// <summary>Members whose values are pieces of a longer text when they come in events.</summary>
    private static readonly HashSet<string> s_pieces = new(StringComparer.Ordinal)
    {
        "content", "text", "delta", "arguments", "partial_json", "thinking", "reasoning", "reasoning_content", "refusal", "response", "transcript", "input", "completion",
    };

    private static readonly HashSet<string> s_marks = new(StringComparer.Ordinal) { "index", "output_index", "content_index", "summary_index", "item_id" };
    private static readonly JsonReaderOptions s_reading = new() { MaxDepth = TapeJson.MaxBodyDepth };
    private readonly IReadOnlyList<string[]> _pointers;

    private BodyLeaves(IReadOnlyList<string[]> pointers) => _pointers = pointers;

    public List<TextLeaf> Leaves { get; } = [];

    /// <summary>Values that a pointer names, whole, by the number of the pointer.</summary>
    public List<(int Pointer, int Start, int End)> Named { get; } = [];

    /// <param name="body">Any bytes.</param>
    /// <param name="pointers">Segments of pointers to values that are wanted whole.</param>
    /// <returns>Null when the body is no text.</returns>
    public static BodyLeaves? Of(ReadOnlySpan<byte> body, IReadOnlyList<string[]> pointers)
    {
        if (!Utf8.IsValid(body)) return null;
        var leaves = new BodyLeaves(pointers);
        if (leaves.TryJson(body, 0, false) || leaves.TryLines(body)) return leaves;
        leaves.Leaves.Add(TextLeaf.Plain(body, 0));
        return leaves;
    }

    private bool TryLines(ReadOnlySpan<byte> body)
    {
        var hasJson = false;
        for (var start = 0; start < body.Length;)
        {
            var length = body[start..].IndexOf((byte)'\n');
            if (length < 0) length = body.Length - start;
            var line = body.Slice(start, length);
            var prefix = line.StartsWith("data:"u8) ? line.StartsWith("data: "u8) ? 6 : 5 : 0;
            if (line.Length > prefix && line[prefix] is (byte)'{' or (byte)'[' && TryJson(line[prefix..], start + prefix, true)) hasJson = true;
            else if (!line.IsEmpty) Leaves.Add(TextLeaf.Plain(line, start));
            start += length + 1;
        }

        if (!hasJson) Leaves.Clear();
        return hasJson;
    }

    private bool TryJson(ReadOnlySpan<byte> json, int offset, bool isEvent)
    {
        var (leaves, named) = (Leaves.Count, Named.Count);
        try
        {
            if (json.IsEmpty) return false;
            Read(json, offset, isEvent);
            return true;
        }
        catch (JsonException)
        {
            Leaves.RemoveRange(leaves, Leaves.Count - leaves);
            Named.RemoveRange(named, Named.Count - named);
            return false;
        }
    }

    private void Read(ReadOnlySpan<byte> json, int offset, bool isEvent)
    {
        var reader = new Utf8JsonReader(json, s_reading);
        var frames = new Stack<Frame>();
        var pieces = new List<(TextLeaf Leaf, string Path, Frame[] Around)>();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                frames.Peek().Name = Leaf(json, reader.TokenStartIndex, reader.ValueSpan.Length, offset, null).Text;
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                frames.Pop();
                continue;
            }

            if (frames.TryPeek(out var around) && around.IsArray) around.Index++;
            if (_pointers.Count > 0 && PointerTo(frames) is >= 0 and var pointer)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Named.Add((pointer, offset + start, offset + (int)reader.BytesConsumed));
                continue;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    frames.Push(new Frame(reader.TokenType == JsonTokenType.StartArray));
                    break;
                case JsonTokenType.String:
                    var leaf = Leaf(json, reader.TokenStartIndex, reader.ValueSpan.Length, offset, around?.Name);
                    if (around is not null && s_marks.Contains(around.Name)) around.Marks += $"{around.Name}={leaf.Text};";
                    else if (frames.Count == 1 && around!.Name == "type") around.Marks += $"type={leaf.Text};";
                    else if (isEvent && s_pieces.Contains(around?.Name ?? "")) pieces.Add((leaf, string.Join('/', frames.Reverse().Select(static frame => frame.IsArray ? "*" : frame.Name)), [.. frames]));
                    break;
                case JsonTokenType.Number when around is not null && s_marks.Contains(around.Name):
                    around.Marks += $"{around.Name}={Encoding.UTF8.GetString(reader.ValueSpan)};";
                    break;
            }
        }

        // Only now is all known that tells the texts of two choices or tools apart.
        foreach (var (leaf, path, enclosing) in pieces) leaf.Group = $"{path} {string.Concat(enclosing.Select(static frame => frame.Marks))}";
    }

    private TextLeaf Leaf(ReadOnlySpan<byte> json, long tokenStart, int length, int offset, string? name)
    {
        var start = (int)tokenStart + 1;
        var leaf = TextLeaf.Json(json.Slice(start, length), offset + start, name);
        Leaves.Add(leaf);
        return leaf;
    }

    private int PointerTo(Stack<Frame> frames)
    {
        for (var i = 0; i < _pointers.Count; i++)
        {
            var pointer = _pointers[i];
            if (pointer.Length != frames.Count) continue;
            var at = pointer.Length;
            if (frames.All(frame => pointer[--at] is var segment && (segment == "*" || segment == (frame.IsArray ? frame.Index.ToString(System.Globalization.CultureInfo.InvariantCulture) : frame.Name)))) return i;
        }

        return -1;
    }

    private sealed class Frame(bool isArray)
    {
        public bool IsArray { get; } = isArray;
        public string Name { get; set; } = "";
        public int Index { get; set; } = -1;

        /// <summary>What tells texts of the same path apart.</summary>
        public string Marks { get; set; } = "";
    }
}
