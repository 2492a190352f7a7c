using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Reprise.Client;

/// <summary>
/// Cuts what the server sends into lines, with no more than one in memory. A last line without its line feed is half a line: the answer broke off. It may break off
/// between two lines as well, and a proxy may end it properly then, so they are counted.
/// </summary>
internal static class LineReader
{
    public static async IAsyncEnumerable<byte[]> ReadAsync(Stream stream, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        long lines = 0;
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } at)
            {
                lines++;
                yield return buffer.Slice(0, at).ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, at));
            }

            if (result.IsCompleted && !buffer.IsEmpty) throw new IOException("The server's answer broke off within a record.");
            if (result.IsCompleted && lines != count) throw new IOException(FormattableString.Invariant($"The server's answer broke off: {lines:N0} of {count:N0} records came."));
            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (!result.IsCompleted) continue;
            await pipe.CompleteAsync().ConfigureAwait(false);
            yield break;
        }
    }
}
