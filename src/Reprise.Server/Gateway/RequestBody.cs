using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace Reprise.Server.Gateway;

/// <summary>
/// Reads the client's request. Up to the recording limit it is read whole into memory, so that it can be sent again on a retry; a larger one is passed on as
/// it comes.
/// </summary>
internal static class RequestBody
{
    /// <summary>The content to send; null for a request without a body.</summary>
    public static async Task<HttpContent?> ReadAsync(HttpContext context, CallRecording recording, int maxBytes)
    {
        var request = context.Request;
        var feature = context.Features.Get<IHttpRequestBodyDetectionFeature>();
        if (feature is { CanHaveBody: false } || request.ContentLength == 0) return NoBody(request);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        var length = request.ContentLength;
        if (length > maxBytes) return new PassedOnContent(request.Body, recording, length, context.RequestAborted);

        while (true)
        {
            var count = await ReadAsync(request.Body, recording.RequestSpace(SpaceFor(length, recording.Request.Length)), context.RequestAborted);
            if (count == 0) break;
            recording.AdvanceRequest(count);
            if (recording.Request.Length == length) break;
            if (recording.Request.Length >= maxBytes) return new PassedOnContent(request.Body, recording, length, context.RequestAborted);
        }

        return new ReadOnlyMemoryContent(recording.Request);
    }

    /// <summary>Room for what was announced, but never much more than has come: a client may announce what it will not send.</summary>
    private static int SpaceFor(long? length, int received) =>
        length is null ? 16 * 1024 : (int)Math.Clamp(length.Value - received, 1, Math.Max(1024 * 1024, received));

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

    private static ByteArrayContent? NoBody(HttpRequest request) =>
        request.ContentLength == 0 && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) ? new ByteArrayContent([]) : null;

    /// <summary>What has been read so far and then the rest as it comes. Can be sent once.</summary>
    private sealed class PassedOnContent(Stream rest, CallRecording recording, long? length, CancellationToken cancelled) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(recording.Request, cancelled);
            var piece = new byte[64 * 1024];
            int count;
            while ((count = await RequestBody.ReadAsync(rest, piece, cancelled)) > 0)
            {
                recording.AddRequest(piece.AsSpan(0, count));
                await stream.WriteAsync(piece.AsMemory(0, count), cancelled);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length ?? 0;
            return length is not null;
        }
    }
}
