using System.Buffers;

namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>
/// Finds the pieces of a JSON body that other bodies are likely to repeat: elements of arrays (messages, contents, tools, input items) and long strings
/// (system prompts, documents). An element that is longer than <see cref="LongElement"/> is cut inside instead where that covers most of it, so that a mark
/// moving from message to message does not make a new copy of a long one. It looks at brackets and quotes only: the pieces and what lies between them give
/// the body again whatever the bytes are.
/// </summary>
internal sealed class BodyCutter
{
    public const int ShortestPiece = 64;
    private const int ShortestString = 256;
    private const int LongElement = 2048;
    private const int MaxDepth = 64;

    // Bodies of megabytes are cut more coarsely, so that no body has too many pieces.
    private const int LargeBody = 1 << 20;
    private const int ShortestPieceOfLargeBody = 1024;

    private static readonly SearchValues<byte> s_stringEnds = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[],"u8);

    private readonly Frame[] _frames = new Frame[MaxDepth];
    private readonly List<BodyPiece> _pieces = [];

    /// <summary>The pieces in order, not overlapping. The list is used again by the next call.</summary>
    public IReadOnlyList<BodyPiece> Cut(ReadOnlySpan<byte> body)
    {
        _pieces.Clear();
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        if (body.Length < ShortestPiece || start < 0 || body[start] is not ((byte)'{' or (byte)'[')) return _pieces;
        var shortest = body.Length > LargeBody ? ShortestPieceOfLargeBody : ShortestPiece;
        var depth = 0;
        for (var i = start; i < body.Length; i++)
        {
            var skip = body[i..].IndexOfAny(s_structure);
            if (skip < 0) break;
            i += skip;
            switch (body[i])
            {
                case (byte)'"':
                    var end = EndOfString(body, i + 1);
                    if (end < 0) return _pieces;
                    if (end - i > ShortestString) _pieces.Add(new BodyPiece(i + 1, end - i - 1));
                    i = end;
                    break;
                case (byte)'{' or (byte)'[':
                    if (depth == MaxDepth) return _pieces;
                    _frames[depth++] = new Frame(body[i] == '[', i + 1, _pieces.Count);
                    break;
                case (byte)',':
                    if (depth > 0 && _frames[depth - 1].IsArray)
                    {
                        EndElement(ref _frames[depth - 1], body, i, shortest);
                        _frames[depth - 1] = new Frame(true, i + 1, _pieces.Count);
                    }

                    break;
                default:
                    if (depth == 0) return _pieces;
                    depth--;
                    if (_frames[depth].IsArray) EndElement(ref _frames[depth], body, i, shortest);
                    break;
            }
        }

        return _pieces;
    }

    private void EndElement(ref Frame frame, ReadOnlySpan<byte> body, int end, int shortest)
    {
        var start = frame.ElementStart;
        while (start < end && body[start] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') start++;
        var length = end - start;
        if (length < shortest) return;
        if (length > LongElement)
        {
            var covered = 0;
            for (var i = frame.PiecesBefore; i < _pieces.Count; i++) covered += _pieces[i].Length;
            if (covered * 2 > length) return;
        }

        _pieces.RemoveRange(frame.PiecesBefore, _pieces.Count - frame.PiecesBefore);
        _pieces.Add(new BodyPiece(start, length));
    }

    private static int EndOfString(ReadOnlySpan<byte> body, int from)
    {
        while (from < body.Length)
        {
            var skip = body[from..].IndexOfAny(s_stringEnds);
            if (skip < 0) return -1;
            from += skip;
            if (body[from] == '"') return from;
            from += 2;
        }

        return -1;
    }

    private record struct Frame(bool IsArray, int ElementStart, int PiecesBefore);
}

/// <summary>A piece of a body: where it begins and how long it is, in bytes.</summary>
internal readonly record struct BodyPiece(int Start, int Length);
