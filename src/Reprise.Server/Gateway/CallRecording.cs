using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Server.Gateway;

/// <summary>What one call has sent and received so far. Owned by the relay until the call is handed to the queue, and by the queue from then on.</summary>
internal sealed class CallRecording(int maxBodyBytes, TimeProvider time) : IDisposable
{
    /// <summary>Last events of the streams we know. A client may take one for the end of the answer.</summary>
    private static readonly byte[][] s_lastEvents = [.. new[] { "data: [DONE]", "event: message_stop", "\"type\":\"response.completed\"", "\"done\":true" }.Select(System.Text.Encoding.ASCII.GetBytes)];

    private const int NoteMax = 2000;

    /// <summary>Most pieces timed one by one; what comes after counts to the last.</summary>
    private const int ChunksMax = 65_536;

    private readonly long _began = time.GetTimestamp();
    private readonly List<BodyChunk> _chunks = [];
    private readonly Lock _requestLock = new();
    private bool _isClosed;
    private bool _isDisposed;
    private int _lent;
    private bool _isRequestCut;
    private bool _isResponseCut;
    private PooledBuffer _request;
    private PooledBuffer _response;
    private long _lastChunk = time.GetTimestamp();
    private long? _ttftMs;

    public ReadOnlyMemory<byte> Request => _request.Written;

    /// <summary>What is kept of the answer.</summary>
    public ReadOnlyMemory<byte> Response => _response.Written;

    /// <summary>Bytes of the answer that have arrived, recorded or not.</summary>
    public long ResponseLength { get; private set; }

    /// <summary>Whether pieces are worth timing: the answer is a stream.</summary>
    public bool IsStream { get; set; }
    public string? Note { get; private set; }

    public Memory<byte> RequestSpace(int size) => _request.Free(size)[..size];

    public void AdvanceRequest(int count) => _request.Advance(count);

    /// <summary>Puts other bytes in place of the request's, before any of it has been sent.</summary>
    public void ReplaceRequest(ReadOnlySpan<byte> bytes)
    {
        lock (_requestLock)
        {
            var other = default(PooledBuffer);
            other.Append(bytes);
            // What was there may be read by the caller still, so it is left to the garbage collector.
            _request = other;
        }
    }

    /// <summary>Says something on the record about what could not be kept or passed on as it was.</summary>
    public void Remark(string note)
    {
        if (Note is null) Note = note;
        else if (Note.Length < NoteMax) Note = $"{Note}; {note}";
    }

    /// <summary>Adds what is passed on as it comes. Such a request may still be on its way when the answer is over; what comes after the record is closed is not recorded.</summary>
    public void AddRequest(ReadOnlySpan<byte> bytes)
    {
        lock (_requestLock)
        {
            if (_isClosed) return;
            if (_request.Length + bytes.Length > maxBodyBytes)
            {
                if (!_isRequestCut) Remark(CutNotes.OfRequest(maxBodyBytes));
                _isRequestCut = true;
                bytes = bytes[..Math.Max(0, maxBodyBytes - _request.Length)];
            }

            _request.Append(bytes);
        }
    }

    /// <summary>The request's bytes for sending; null when the call is over.</summary>
    public ReadOnlyMemory<byte>? LendRequest()
    {
        lock (_requestLock)
        {
            if (_isDisposed) return null;
            _lent++;
            return _request.Written;
        }
    }

    public void TakeRequestBack()
    {
        lock (_requestLock) _lent--;
    }

    /// <summary>No more of the request is taken: its bytes are about to be someone else's.</summary>
    public void Close()
    {
        lock (_requestLock) _isClosed = true;
    }

    public void AddResponse(ReadOnlySpan<byte> bytes)
    {
        var now = time.GetTimestamp();
        _ttftMs ??= (long)time.GetElapsedTime(_began, now).TotalMilliseconds;
        ResponseLength += bytes.Length;
        if (_response.Length + bytes.Length > maxBodyBytes)
        {
            if (!_isResponseCut) Remark(CutNotes.OfAnswer(maxBodyBytes));
            _isResponseCut = true;
            bytes = bytes[..(maxBodyBytes - _response.Length)];
            if (bytes.IsEmpty) return;
        }

        _response.Append(bytes);
        if (!IsStream) return;
        if (_chunks.Count < ChunksMax) _chunks.Add(new BodyChunk(bytes.Length, (int)time.GetElapsedTime(_lastChunk, now).TotalMilliseconds));
        else _chunks[^1] = _chunks[^1] with { Length = _chunks[^1].Length + bytes.Length };
        _lastChunk = now;
    }

    /// <summary>Whether the piece just added, with the end of the one before, holds a stream's last event.</summary>
    public bool EndsStream(int lastPiece)
    {
        if (!IsStream) return false;
        var written = _response.Written.Span;
        var tail = written[Math.Max(0, written.Length - lastPiece - 32)..];
        foreach (var lastEvent in s_lastEvents)
            if (tail.IndexOf(lastEvent) >= 0) return true;
        return false;
    }

    /// <summary>Fills in what has been seen up to now.</summary>
    public void CompleteInto(CapturedCall call, BodyHead request, BodyHead? response)
    {
        call.LatencyMs = (long)time.GetElapsedTime(_began).TotalMilliseconds;
        call.TtftMs = IsStream ? _ttftMs : null;
        call.RecordError = Note;
        call.Request = request.IsOmitted || _request.Length == 0 ? null : new Body { Bytes = _request.Written, ContentType = request.ContentType, ContentEncoding = request.ContentEncoding };
        if (response is not { IsOmitted: false }) return;
        call.Response = new Body { Bytes = _response.Written, ContentType = response.ContentType, ContentEncoding = response.ContentEncoding, Chunks = _chunks };
    }

    public void Dispose()
    {
        lock (_requestLock)
        {
            if (_isDisposed) return;
            (_isDisposed, _isClosed) = (true, true);
            // Still being sent: the array is left to the garbage collector rather than given to another call.
            if (_lent == 0) _request.Return();
        }

        _response.Return();
    }
}

/// <summary>What the headers said about a body.</summary>
internal sealed record BodyHead(string? ContentType, string? ContentEncoding, bool IsOmitted);
