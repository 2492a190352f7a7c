using System.Globalization;
using System.Text;

namespace Reprise.Playback.Redaction;

/// <summary>One text of a body, and where each of its characters stands in the bytes, so that a part of it can be replaced and the rest keeps its bytes.</summary>
internal sealed class TextLeaf
{
    private readonly int[] _places;

    private TextLeaf(string text, int[] places) => (Text, _places) = (text, places);

    public string Text { get; }

    /// <summary>The name of the member it is the value of; null when it is none.</summary>
    public string? Name { get; init; }

    /// <summary>Leaves of one group are pieces of one text, in order; null for a text of its own.</summary>
    public string? Group { get; set; }

    /// <summary>The bytes of some of its characters.</summary>
    public (int Start, int End) BytesOf(int start, int length) => (_places[start], _places[start + length]);

    /// <param name="utf8">The text itself.</param>
    /// <param name="offset">Of its first byte in the body.</param>
    public static TextLeaf Plain(ReadOnlySpan<byte> utf8, int offset)
    {
        var text = new StringBuilder(utf8.Length);
        var places = new List<int>(utf8.Length + 1);
        Copy(utf8, offset, text, places);
        places.Add(offset + utf8.Length);
        return new TextLeaf(text.ToString(), [.. places]);
    }

    /// <param name="raw">A valid JSON string without its quotes.</param>
    /// <param name="offset">Of its first byte in the body.</param>
    /// <param name="name">Of the member.</param>
    public static TextLeaf Json(ReadOnlySpan<byte> raw, int offset, string? name)
    {
        var text = new StringBuilder(raw.Length);
        var places = new List<int>(raw.Length + 1);
        var at = 0;
        while (at < raw.Length)
        {
            var next = raw[at..].IndexOf((byte)'\\');
            if (next < 0) next = raw.Length - at;
            Copy(raw.Slice(at, next), offset + at, text, places);
            at += next;
            if (at >= raw.Length) break;
            places.Add(offset + at);
            var length = raw[at + 1] == (byte)'u' ? 6 : 2;
            text.Append(Unescaped(raw.Slice(at, length)));
            at += length;
        }

        places.Add(offset + raw.Length);
        return new TextLeaf(text.ToString(), [.. places]) { Name = name };
    }

    private static void Copy(ReadOnlySpan<byte> utf8, int offset, StringBuilder text, List<int> places)
    {
        for (var at = 0; at < utf8.Length;)
        {
            Rune.DecodeFromUtf8(utf8[at..], out var rune, out var consumed);
            for (var i = 0; i < rune.Utf16SequenceLength; i++) places.Add(offset + at);
            text.Append(rune.ToString());
            at += consumed;
        }
    }

    private static char Unescaped(ReadOnlySpan<byte> escape) => (char)escape[1] switch
    {
        'u' => (char)ushort.Parse(escape[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\b',
        'f' => '\f',
        var c => c,
    };
}
