using System.Buffers.Binary;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Cache.Answers;

/// <summary>Cuts a stream where its events end, so that a client gets one event a piece.</summary>
internal static class Pieces
{
    /// <returns>Lengths that add up to the bytes; empty for a whole answer.</returns>
    public static IReadOnlyList<BodyChunk> Of(ReadOnlySpan<byte> body)
    {
        var kind = Framing.Of(body);
        if (kind is FrameKind.Whole or FrameKind.Array) return [];
        var pieces = new List<BodyChunk>();
        var end = kind is FrameKind.Lines ? "\n"u8 : body.IndexOf("\r\n\r\n"u8) >= 0 ? "\r\n\r\n"u8 : "\n\n"u8;
        while (!body.IsEmpty)
        {
            var length = kind is FrameKind.Aws ? FrameLength(body) : LengthTo(body, end);
            pieces.Add(new BodyChunk(length, DelayMs: 0));
            body = body[length..];
        }

        return pieces;
    }

    private static int FrameLength(ReadOnlySpan<byte> body)
    {
        var frame = body.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(body);
        return frame is >= 16 and <= int.MaxValue && frame <= body.Length ? (int)frame : body.Length;
    }

    private static int LengthTo(ReadOnlySpan<byte> body, ReadOnlySpan<byte> end)
    {
        var at = body.IndexOf(end);
        return at < 0 ? body.Length : at + end.Length;
    }
}
