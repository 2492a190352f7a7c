using Reprise.Interactions;
using Reprise.Playback;

namespace Reprise.Client.Playback;

/// <summary>The body of a recorded answer, in the pieces it arrived in. Ends as the original ended: an answer that broke off fails the read behind its last byte.</summary>
internal sealed class RecordedStream(TapeAnswer answer, double? speed, TimeProvider time) : Stream
{
    /// <summary>A day: someone may have written any number on the tape.</summary>
    private const double LongestWaitMs = 24 * 3600 * 1000;

    private int _chunk;
    private int _left = answer.Chunks.Count > 0 ? answer.Chunks[0].Length : answer.Body.Length;
    private int _at;
    private bool _hasWaited;

    /// <summary>When the next piece is due, since the request: a reader who takes long does not add to the delays.</summary>
    private readonly long _began = time.GetTimestamp();
    private double _dueMs;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.IsEmpty) return 0;
        if (IsOver()) return 0;
        if (NextWait() is { } wait) await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        return Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || IsOver()) return 0;
        if (NextWait() is { } wait) Task.Delay(wait, time).GetAwaiter().GetResult();
        return Take(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool IsOver()
    {
        if (_at < answer.Body.Length) return false;
        return answer.Broken is null ? true : throw new HttpIOException(HttpRequestError.ResponseEnded, $"The recorded answer broke off here: {answer.Broken}");
    }

    /// <summary>What to wait for before the piece that is next; null for nothing.</summary>
    private TimeSpan? NextWait()
    {
        while (_left == 0 && _chunk + 1 < answer.Chunks.Count)
        {
            _left = answer.Chunks[++_chunk].Length;
            _hasWaited = false;
        }

        if (_left == 0) _left = answer.Body.Length - _at;
        if (_hasWaited || speed is not { } factor || _chunk >= answer.Chunks.Count) return null;
        _hasWaited = true;
        BodyChunk chunk = answer.Chunks[_chunk];
        _dueMs += Math.Min(chunk.DelayMs / factor, LongestWaitMs);
        var wait = Math.Min(_dueMs - time.GetElapsedTime(_began).TotalMilliseconds, LongestWaitMs);
        return wait > 0 ? TimeSpan.FromMilliseconds(wait) : null;
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, _left), answer.Body.Length - _at);
        answer.Body.Span.Slice(_at, count).CopyTo(buffer);
        _at += count;
        _left -= count;
        return count;
    }
}
