using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Reprise.Transfer.Text;

/// <summary>Cuts a stream into lines without keeping more than one in memory.</summary>
public static class LineReader
{
    /// <summary>Longer lines are not kept but only counted; a record with two bodies of the largest size the gateway takes fits.</summary>
    public const int MaxLineBytes = 256 * 1024 * 1024;
    private const byte LineFeed = (byte)'\n';

    /// <summary>All lines that hold something. Numbers count empty ones too, as editors do.</summary>
    public static async IAsyncEnumerable<TextLine> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        long number = 0;
        long end = 0;
        long skipped = 0;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            while (TryCut(ref buffer, out var line))
            {
                number++;
                end += line.Length + 1;
                var length = skipped + line.Length;
                var tooLong = length > MaxLineBytes;
                skipped = 0;
                if (tooLong) yield return new TextLine(number, default, end, IsTerminated: true, IsTooLong: true);
                else if (Trim(line) is { Length: > 0 } bytes) yield return new TextLine(number, bytes, end, IsTerminated: true, IsTooLong: false);
            }

            if (buffer.Length > MaxLineBytes || (skipped > 0 && !result.IsCompleted))
            {
                skipped += buffer.Length;
                end += buffer.Length;
                buffer = buffer.Slice(buffer.End);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (!result.IsCompleted) continue;
            if (skipped > 0) yield return new TextLine(number + 1, default, end, IsTerminated: false, IsTooLong: true);
            else if (Trim(buffer) is { Length: > 0 } rest) yield return new TextLine(number + 1, rest, end + buffer.Length, IsTerminated: false, IsTooLong: false);
            await reader.CompleteAsync().ConfigureAwait(false);
            yield break;
        }
    }

    private static bool TryCut(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf(LineFeed) is not { } at) return false;
        line = buffer.Slice(0, at);
        buffer = buffer.Slice(buffer.GetPosition(1, at));
        return true;
    }

    private static byte[] Trim(in ReadOnlySequence<byte> line)
    {
        var bytes = line.ToArray();
        ReadOnlySpan<byte> text = bytes;
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        text = text.Trim(" \t\r"u8);
        return text.Length == bytes.Length ? bytes : text.ToArray();
    }
}

/// <param name="Number">From 1.</param>
/// <param name="Bytes">Without line end and surrounding white space; empty when the line is too long.</param>
/// <param name="End">Where the next line begins, in bytes from the start of the stream.</param>
/// <param name="IsTerminated">False for a last line without a line feed, which may be half a line.</param>
/// <param name="IsTooLong">Longer than <see cref="LineReader.MaxLineBytes"/>.</param>
public readonly record struct TextLine(long Number, ReadOnlyMemory<byte> Bytes, long End, bool IsTerminated, bool IsTooLong);
