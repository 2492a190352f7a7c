using System.Text;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>A part of a body that is text, and what is to be changed in it.</summary>
internal sealed class BodySegment
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly char[] _chars;

    private BodySegment(ReadOnlyMemory<byte> bytes, char[] chars, int length) => (_bytes, _chars, Length) = (bytes, chars, length);

    public int Length { get; }

    public ReadOnlySpan<char> Text => _chars.AsSpan(0, Length);

    /// <summary>What is to stand in the place of some characters, as it is written there. In any order, without overlaps.</summary>
    public List<(int Start, int End, string Text)> Edits { get; } = [];

    /// <param name="bytes">Valid UTF-8.</param>
    public static BodySegment Of(ReadOnlyMemory<byte> bytes)
    {
        var chars = GC.AllocateUninitializedArray<char>(bytes.Length);
        return new BodySegment(bytes, chars, Encoding.UTF8.GetChars(bytes.Span, chars));
    }

    /// <summary>Writes the segment with its changes. What was not changed keeps its bytes.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="cuts">Takes what was replaced, in bytes from the segment's beginning on, with the length of what stands there now.</param>
    public void Write(MemoryStream output, List<BodyCut>? cuts)
    {
        Edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        var isAscii = Length == _bytes.Length;
        var (at, byteAt) = (0, 0);
        foreach (var (start, end, text) in Edits)
        {
            // Where two want the same place, the first has it.
            if (start < at) continue;
            var from = byteAt + (isAscii ? start - at : Encoding.UTF8.GetByteCount(Text[at..start]));
            var to = from + (isAscii ? end - start : Encoding.UTF8.GetByteCount(Text[start..end]));
            output.Write(_bytes.Span[byteAt..from]);
            var bytes = Encoding.UTF8.GetBytes(text);
            output.Write(bytes);
            cuts?.Add(new BodyCut(from, to, bytes.Length));
            (at, byteAt) = (end, to);
        }

        output.Write(_bytes.Span[byteAt..]);
    }
}

/// <summary>A part of a body that was replaced.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">Behind its last byte.</param>
/// <param name="NewLength">Bytes that stand there now.</param>
internal readonly record struct BodyCut(int Start, int End, int NewLength);
