using System.Buffers;
using Reprise.Encryption;
using Reprise.Interactions;

namespace Reprise.Capture;

/// <summary>
/// A call on disk while encryption is on: a mark, its id in plain (recovery looks for the newest record of each call without opening any), and everything else sealed with the
/// installation's key. Without encryption calls stand as they are; which of the two it is tells the first byte.
/// </summary>
internal static class SealedCall
{
    private const byte Mark = 0xE1;
    private const int HeadLength = CapturedCallCodec.IdOffset + 16;
    private const string Place = "journal";

    /// <param name="sealer">Seals.</param>
    /// <param name="id">Of the call.</param>
    /// <param name="head">The encoded call without its bodies.</param>
    /// <param name="request">The body of the request, or empty.</param>
    /// <param name="response">The body of the answer, or empty.</param>
    /// <param name="before">Bytes to leave free at the start.</param>
    public static byte[] Write(ISealer sealer, InteractionId id, ReadOnlySpan<byte> head, ReadOnlySpan<byte> request, ReadOnlySpan<byte> response, int before)
    {
        var length = head.Length + request.Length + response.Length;
        var plain = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            head.CopyTo(plain);
            request.CopyTo(plain.AsSpan(head.Length));
            response.CopyTo(plain.AsSpan(head.Length + request.Length));
            var whole = sealer.Seal("", Place, plain.AsSpan(0, length));
            var record = new byte[before + HeadLength + whole.Length];
            record[before] = Mark;
            id.WriteBytes(record.AsSpan(before + CapturedCallCodec.IdOffset, 16));
            whole.CopyTo(record, before + HeadLength);
            return record;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    /// <summary>The encoded call. Throws <see cref="InvalidDataException"/> when it is sealed and does not open.</summary>
    public static ReadOnlyMemory<byte> Open(ISealer? sealer, byte[] bytes)
    {
        if (bytes.Length <= HeadLength || bytes[0] != Mark) return bytes;
        if (sealer is null) throw new InvalidDataException("It is encrypted, and encryption is off.");
        try
        {
            var plain = sealer.Open("", Place, bytes.AsSpan(HeadLength));
            // The id outside is not sealed: it must be the one inside.
            if (!plain.AsSpan(CapturedCallCodec.IdOffset, 16).SequenceEqual(bytes.AsSpan(CapturedCallCodec.IdOffset, 16))) throw new InvalidDataException("Its id was changed.");
            return plain;
        }
        catch (SealException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
