using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.Features;

namespace Reprise.Server.Calls;

/// <summary>
/// What a call looks like to the gateway that the server makes itself: a request out of memory, and an answer whose pieces go to whoever looks on. Nothing of the answer
/// is kept here, since the recording has it.
/// </summary>
internal sealed class OwnContext : IAsyncDisposable, IHttpRequestLifetimeFeature, IHttpRequestBodyDetectionFeature
{
    private readonly CancellationTokenSource _life;
    private readonly StreamResponseBodyFeature _answer;

    /// <param name="method">The HTTP method.</param>
    /// <param name="query">With its question mark, or empty.</param>
    /// <param name="body">The request's.</param>
    /// <param name="arriving">Is given the pieces of the answer; null when nobody looks on.</param>
    /// <param name="cancellationToken">What a client's hanging up is to other calls.</param>
    public OwnContext(string method, string query, ReadOnlyMemory<byte> body, Action<ReadOnlyMemory<byte>>? arriving, CancellationToken cancellationToken)
    {
        _life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CanHaveBody = body.Length > 0;
        RequestAborted = _life.Token;
        var head = new Head();
        _answer = new StreamResponseBodyFeature(new Pieces(head, arriving));
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = method, QueryString = query, Body = StreamOf(body) });
        features.Set<IHttpRequestBodyDetectionFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpResponseFeature>(head);
        features.Set<IHttpResponseBodyFeature>(_answer);
        Http = new DefaultHttpContext(features);
        if (CanHaveBody) Http.Request.ContentLength = body.Length;
    }

    public HttpContext Http { get; }

    public bool CanHaveBody { get; }

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => _life.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _answer.CompleteAsync();
        _life.Dispose();
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var array) && array.Array is { } bytes ? new MemoryStream(bytes, array.Offset, array.Count, writable: false) : new MemoryStream(body.ToArray(), writable: false);

    /// <summary>Knows whether the answer has begun: a failure after that must not be told as another answer.</summary>
    private sealed class Head : HttpResponseFeature
    {
        private bool _hasBegun;

        public override bool HasStarted => _hasBegun;

        public void Begin() => _hasBegun = true;
    }

    private sealed class Pieces(Head head, Action<ReadOnlyMemory<byte>>? arriving) : Stream
    {
        private Action<ReadOnlyMemory<byte>>? _arriving = arriving;

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Add(buffer.AsMemory(offset, count));

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Add(buffer.AsMemory(offset, count));
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Add(buffer);
            return default;
        }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Add(ReadOnlyMemory<byte> piece)
        {
            if (piece.IsEmpty) return;
            head.Begin();
            if (_arriving is not { } arrive) return;
            try
            {
                arrive(piece);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Who looks on must not end the call: it stops being told.
                _arriving = null;
            }
        }
    }
}
