using System.IO.Compression;

namespace Reprise.Transfer.Import;

/// <summary>The text of a file to import: unpacked, and refused where it is no UTF-8. What it is its first bytes say, not its name.</summary>
public sealed class ImportStream : Stream
{
    /// <summary>Enough for the first lines of nearly every file.</summary>
    private const int HeadBytes = 64 * 1024;

    private readonly Stream _rest;
    private ReadOnlyMemory<byte> _waiting;

    private ImportStream(Stream rest, ReadOnlyMemory<byte> head)
    {
        _rest = rest;
        _waiting = head;
        Head = head;
    }

    /// <summary>The first bytes, unpacked, without a byte order mark; they are still to be read.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Looks at the beginning. The source is disposed with the result, and need not be able to rewind.</summary>
    /// <exception cref="ImportException">It is no text we read.</exception>
    public static async Task<ImportStream> OpenAsync(Stream source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var stream = await PeekAsync(source, cancellationToken).ConfigureAwait(false);
        if (stream.Head.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            try
            {
                stream = await PeekAsync(new GZipStream(stream, CompressionMode.Decompress), cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidDataException e)
            {
                throw new ImportException("it begins like gzip and cannot be unpacked", e);
            }
        }

        var head = stream.Head.Span;
        if (head.StartsWith("PK\u0003\u0004"u8)) throw new ImportException("it is a zip archive; unpack it and import the file in it, such as conversations.json");
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || (head.Length > 3 && (head[0] == 0) != (head[1] == 0)))
            throw new ImportException("it is UTF-16; save it as UTF-8 first, for example with: iconv -f UTF-16 -t UTF-8");
        if (head.Contains((byte)0)) throw new ImportException("it is no text");
        return stream;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => _waiting.IsEmpty ? _rest.Read(buffer) : Take(buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _waiting.IsEmpty ? _rest.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(Take(buffer.Span));

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _rest.Dispose();
        base.Dispose(disposing);
    }

    private static async Task<ImportStream> PeekAsync(Stream source, CancellationToken cancellationToken)
    {
        var head = new byte[HeadBytes];
        var count = 0;
        try
        {
            count = await source.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException) when (source is GZipStream && count > 0)
        {
            // What could be unpacked is read; the fault comes again behind it.
        }

        var start = head.AsSpan(0, count).StartsWith("\uFEFF"u8) ? 3 : 0;
        return new ImportStream(source, head.AsMemory(start, count - start));
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _waiting.Length);
        _waiting.Span[..count].CopyTo(buffer);
        _waiting = _waiting[count..];
        return count;
    }
}
