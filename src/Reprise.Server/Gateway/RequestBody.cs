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
            var count = await request.Body.ReadAsync(recording.RequestSpace(length is null ? 16 * 1024 : (int)length - recording.Request.Length is var rest and > 0 ? rest : 1), context.RequestAborted);
            if (count == 0) break;
            recording.AdvanceRequest(count);
            if (recording.Request.Length == length) break;
            if (recording.Request.Length >= maxBytes) return new PassedOnContent(request.Body, recording, length, context.RequestAborted);
        }

        return new ReadOnlyMemoryContent(recording.Request);
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
            while ((count = await rest.ReadAsync(piece, cancelled)) > 0)
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
