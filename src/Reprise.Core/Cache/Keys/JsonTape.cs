using System.Text.Json;
using System.Text.Unicode;

namespace Reprise.Cache.Keys;

/// <summary>
/// A JSON document as a flat list of nodes: read once, walked by number. Strict, since what two readers could take for different things must not have a key:
/// valid UTF-8, no half surrogate pairs, no comments, no trailing commas, one value. Kept and used again by its thread; holds no bytes beyond one reading.
/// </summary>
internal sealed class JsonTape
{
    public const int MaxBytes = 16 * 1024 * 1024;
    public const int MaxDepth = 128;

    /// <summary>Values and names: sixteen bytes each, while a body may be nothing but commas and zeros.</summary>
    public const int MaxNodes = 500_000;

    /// <summary>What a thread keeps; larger documents leave nothing behind.</summary>
    private const int KeptNodes = 16 * 1024;
    private const int KeptBytes = 256 * 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private TapeNode[] _nodes = new TapeNode[512];
    private byte[] _unescaped = new byte[4096];
    private int _count;
    private int _unescapedLength;

    /// <summary>Reads a document; false when it is none.</summary>
    public bool TryRead(ReadOnlySpan<byte> json)
    {
        (_count, _unescapedLength) = (0, 0);
        if (json.Length > MaxBytes || !Utf8.IsValid(json)) return false;
        try
        {
            return Read(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is the reader's word for an escape that stands for half a surrogate pair.
            return false;
        }
    }

    public ref TapeNode this[int at] => ref _nodes[at];

    public bool IsObject(int at) => _nodes[at].Kind is JsonTokenType.StartObject;

    public bool IsArray(int at) => _nodes[at].Kind is JsonTokenType.StartArray;

    public bool IsString(int at) => _nodes[at].Kind is JsonTokenType.String;

    /// <summary>Null, false, an empty text or list: as good as not written. An empty object is not: it is how many a tool is switched on.</summary>
    public bool IsOff(int at) => _nodes[at].Kind is JsonTokenType.Null or JsonTokenType.False || _nodes[at].Kind is JsonTokenType.String or JsonTokenType.StartArray && _nodes[at].Length == 0;

    /// <summary>The unescaped text of a string or name, or a number as it is written.</summary>
    /// <param name="json">The document that was read.</param>
    /// <param name="at">The node.</param>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, int at)
    {
        ref var node = ref _nodes[at];
        return node.IsUnescaped ? _unescaped.AsSpan(node.Start, node.Length) : json.Slice(node.Start, node.Length);
    }

    /// <summary>Lets go of what was large.</summary>
    public void Forget()
    {
        if (_nodes.Length > KeptNodes) _nodes = new TapeNode[512];
        if (_unescaped.Length > KeptBytes) _unescaped = new byte[4096];
    }

    private bool Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        Span<int> open = stackalloc int[MaxDepth + 1];
        var depth = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                _nodes[open[--depth]].Next = _count;
                continue;
            }

            var at = _count;
            if (at == MaxNodes) return false;
            if (at == _nodes.Length) Array.Resize(ref _nodes, at * 2);
            _count++;
            ref var node = ref _nodes[at];
            node = new TapeNode { Kind = reader.TokenType, Next = _count };

            // An object counts its names and an array its values.
            if (depth > 0 && (reader.TokenType is JsonTokenType.PropertyName || _nodes[open[depth - 1]].Kind is JsonTokenType.StartArray)) _nodes[open[depth - 1]].Length++;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) open[depth++] = at;
            else if (reader.ValueIsEscaped) Unescape(ref reader, ref node);
            else
            {
                node.Length = reader.ValueSpan.Length;
                node.Start = (int)reader.TokenStartIndex + (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0);
            }
        }

        return _count > 0 && depth == 0;
    }

    private void Unescape(ref Utf8JsonReader reader, ref TapeNode node)
    {
        var most = _unescapedLength + reader.ValueSpan.Length;
        if (most > _unescaped.Length) Array.Resize(ref _unescaped, Math.Max(most, _unescaped.Length * 2));
        node.IsUnescaped = true;
        node.Start = _unescapedLength;
        node.Length = reader.CopyString(_unescaped.AsSpan(_unescapedLength));
        _unescapedLength += node.Length;
    }
}
