using System.Buffers;

namespace Reprise.Playback;

/// <summary>
/// The white space of a JSON text. Most texts are written by one of a few printers; such a text is its bytes without white space and the name of its layout, and
/// can stand on a tape as JSON. Works on bytes: numbers, escapes and the order of properties stay as they are.
/// </summary>
internal static class JsonLayout
{
    public const string Compact = "compact";
    public const string Spaced = "spaced";
    private const string Indented = "indent ";
    private const int MaxIndent = 8;

    /// <summary>The name of the layout that gives just these bytes; null when none does.</summary>
    /// <param name="json">A valid JSON text without white space before and behind it.</param>
    /// <param name="compact">The same text without white space.</param>
    public static string? Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> compact)
    {
        if (json.SequenceEqual(compact)) return Compact;
        var name = json.IndexOf((byte)'\n') is >= 0 and var lineEnd ? Indented + (char)('0' + Math.Min(9, IndentAfter(json[(lineEnd + 1)..]))) : Spaced;
        return IsKnown(name) && Apply(compact, name, json.Length) is { } bytes && bytes.AsSpan().SequenceEqual(json) ? name : null;
    }

    public static bool IsKnown(string name) =>
        name is Compact or Spaced || (name.Length == Indented.Length + 1 && name.StartsWith(Indented, StringComparison.Ordinal) && name[^1] is >= '0' and <= (char)('0' + MaxIndent));

    /// <summary>Without white space between tokens.</summary>
    public static byte[] WithoutSpace(ReadOnlySpan<byte> json)
    {
        var result = new byte[json.Length];
        var length = 0;
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var b = json[i];
            if (inString)
            {
                result[length++] = b;
                if (b == (byte)'\\' && i + 1 < json.Length) result[length++] = json[++i];
                else if (b == (byte)'"') inString = false;
                continue;
            }

            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') continue;
            inString = b == (byte)'"';
            result[length++] = b;
        }

        return length == result.Length ? result : result[..length];
    }

    /// <summary>The text in a layout; null when it would be longer than it may be, since each level of nesting can add eight bytes to each value.</summary>
    /// <param name="compact">A valid JSON text without white space.</param>
    /// <param name="name">A known layout.</param>
    /// <param name="maxLength">Bytes it may have.</param>
    public static byte[]? Apply(ReadOnlySpan<byte> compact, string name, int maxLength)
    {
        if (name == Compact) return compact.ToArray();
        var indent = name == Spaced ? -1 : name[^1] - '0';
        var output = new ArrayBufferWriter<byte>(compact.Length + 256);
        var depth = 0;
        for (var i = 0; i < compact.Length; i++)
        {
            var b = compact[i];
            if (output.WrittenCount > maxLength) return null;
            switch (b)
            {
                case (byte)'"':
                    var end = i + 1;
                    while (compact[end] != (byte)'"') end += compact[end] == (byte)'\\' ? 2 : 1;
                    output.Write(compact[i..(end + 1)]);
                    i = end;
                    break;
                case (byte)'{' or (byte)'[' when indent >= 0 && compact[i + 1] is (byte)'}' or (byte)']':
                    output.Write(compact.Slice(i++, 2));
                    break;
                case (byte)'{' or (byte)'[':
                    Put(output, b);
                    depth++;
                    if (indent >= 0) NewLine(output, depth * indent);
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    if (indent >= 0) NewLine(output, depth * indent);
                    Put(output, b);
                    break;
                case (byte)',':
                    Put(output, b);
                    if (indent >= 0) NewLine(output, depth * indent);
                    else Put(output, (byte)' ');
                    break;
                case (byte)':':
                    Put(output, b);
                    Put(output, (byte)' ');
                    break;
                default:
                    Put(output, b);
                    break;
            }
        }

        return output.WrittenSpan.ToArray();
    }

    private static int IndentAfter(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ') is >= 0 and var first ? first : line.Length;

    private static void Put(ArrayBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void NewLine(ArrayBufferWriter<byte> output, int spaces)
    {
        var span = output.GetSpan(spaces + 1);
        span[0] = (byte)'\n';
        span.Slice(1, spaces).Fill((byte)' ');
        output.Advance(spaces + 1);
    }
}
