using System.Net;
using Reprise.Interactions;

namespace Reprise.Server.Tests.Clients;

/// <summary>An HTTP client to hand to a .NET client, which keeps the bytes of every call and labels it with a session.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Tap _tap = new();

    public Wire(string session)
    {
        Http = new HttpClient(_tap);
        Http.DefaultRequestHeaders.Add("Reprise-Session", session);
        Http.DefaultRequestHeaders.Add("Reprise-User", "dotnet");
        Http.DefaultRequestHeaders.Add("Reprise-Tags", "clients, dotnet");
    }

    public HttpClient Http { get; }

    /// <summary>The calls so far, in order.</summary>
    public IReadOnlyList<Exchange> Exchanges => [.. _tap.Calls.Select(c => new Exchange { Id = c.Id, Request = c.Request, Response = c.Response.ToArray() })];

    public void Dispose() => Http.Dispose();

    private sealed class Call
    {
        public InteractionId? Id { get; set; }
        public byte[] Request { get; init; } = [];
        public MemoryStream Response { get; } = new();
    }

    private sealed class Tap() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false })
    {
        public List<Call> Calls { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var call = new Call { Request = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [] };
            Calls.Add(call);
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Reprise-Id", out var ids)) call.Id = InteractionId.Parse(ids.Single());
            response.Content = new TappedContent(response.Content, call.Response);
            return response;
        }
    }

    /// <summary>Content that notes what is read of it.</summary>
    private sealed class TappedContent : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly MemoryStream _read;

        public TappedContent(HttpContent inner, MemoryStream read)
        {
            (_inner, _read) = (inner, read);
            foreach (var (name, values) in inner.Headers) Headers.TryAddWithoutValidation(name, values);
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() => new TappedStream(await _inner.ReadAsStreamAsync(), _read);

        protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
            new TappedStream(await _inner.ReadAsStreamAsync(cancellationToken), _read);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await using var source = await CreateContentReadStreamAsync(cancellationToken);
            await source.CopyToAsync(stream, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _inner.Headers.ContentLength ?? 0;
            return _inner.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class TappedStream(Stream inner, MemoryStream read) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var got = inner.Read(buffer, offset, count);
            read.Write(buffer, offset, got);
            return got;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var got = await inner.ReadAsync(buffer, cancellationToken);
            read.Write(buffer.Span[..got]);
            return got;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
