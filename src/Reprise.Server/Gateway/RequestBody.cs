using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace Reprise.Server.Gateway;

/// <summary>
/// The client's request body. Up to the recording limit it is read whole into memory and can be sent again on a retry; a larger one is passed on as it comes,
/// once.
/// </summary>
internal sealed class RequestBody
{
    private readonly Func<HttpContent>? _content;

    private RequestBody(Func<HttpContent>? content, bool canSendAgain) => (_content, CanSendAgain) = (content, canSendAgain);

    /// <summary>False when the body is gone once it has been sent: no retry and no fallback then.</summary>
    public bool CanSendAgain { get; }

    /// <summary>New content for one try, since a content keeps the headers of the try before; null for a request without a body.</summary>
    public HttpContent? NewContent() => _content?.Invoke();

    public static async Task<RequestBody> ReadAsync(HttpContext context, CallRecording recording, int maxBytes)
    {
        var request = context.Request;
        var feature = context.Features.Get<IHttpRequestBodyDetectionFeature>();
        if (feature is { CanHaveBody: false } || request.ContentLength == 0) return WithoutBody(request);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        var length = request.ContentLength;
        if (length > maxBytes) return PassedOn();

        while (true)
        {
            var space = Math.Min(SpaceFor(length, recording.Request.Length), maxBytes - recording.Request.Length);
            var count = await ReadAsync(request.Body, recording.RequestSpace(space), context.RequestAborted);
            if (count == 0) break;
            recording.AdvanceRequest(count);
            if (recording.Request.Length == length) break;
            if (recording.Request.Length == maxBytes) return PassedOn();
        }

        return new RequestBody(() => new RecordedContent(recording), canSendAgain: true);

        RequestBody PassedOn() => new(() => new PassedOnContent(request.Body, recording, length, context.RequestAborted), canSendAgain: false);
    }

    /// <summary>A body that is there already.</summary>
    public static RequestBody Of(CallRecording recording, ReadOnlySpan<byte> bytes)
    {
        recording.AddRequest(bytes);
        return new RequestBody(() => new RecordedContent(recording), canSendAgain: true);
    }

    /// <summary>Room for what was announced, but never much more than has come: a client may announce what it will not send.</summary>
    private static int SpaceFor(long? length, int received) =>
        length is null ? Math.Max(16 * 1024, received) : (int)Math.Clamp(length.Value - received, 1, Math.Max(1024 * 1024, received));

    /// <summary>Reads; whatever the client's framing makes the server throw is the client's fault and said as such.</summary>
    private static async ValueTask<int> ReadAsync(Stream body, Memory<byte> into, CancellationToken cancelled)
    {
        try
        {
            return await body.ReadAsync(into, cancelled);
        }
        catch (IOException e) when (e is not BadHttpRequestException and not Microsoft.AspNetCore.Connections.ConnectionResetException && !cancelled.IsCancellationRequested)
        {
            throw new BadHttpRequestException(e.Message, StatusCodes.Status400BadRequest, e);
        }
    }

    private static RequestBody WithoutBody(HttpRequest request)
    {
        var saysZero = request.ContentLength == 0 && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        return new RequestBody(saysZero ? static () => new ByteArrayContent([]) : null, canSendAgain: true);
    }

    /// <summary>What was read, from the recording's own buffer, which is lent for as long as it is being sent.</summary>
    private sealed class RecordedContent(CallRecording recording) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            if (recording.LendRequest() is not { } bytes) throw new IOException("The call is over.");
            await stream.WriteAsync(bytes, cancellationToken);
            // An upstream may answer before it has read all, and its answer may be over before this is: then the buffer is never given back.
            recording.TakeRequestBack();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = recording.Request.Length;
            return true;
        }
    }

    /// <summary>What has been read so far and then the rest as it comes.</summary>
    private sealed class PassedOnContent(Stream rest, CallRecording recording, long? length, CancellationToken cancelled) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelled, cancellationToken);
            await stream.WriteAsync(recording.Request.ToArray(), either.Token);
            var piece = new byte[64 * 1024];
            int count;
            while ((count = await RequestBody.ReadAsync(rest, piece, either.Token)) > 0)
            {
                recording.AddRequest(piece.AsSpan(0, count));
                await stream.WriteAsync(piece.AsMemory(0, count), either.Token);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length ?? 0;
            return length is not null;
        }
    }
}
