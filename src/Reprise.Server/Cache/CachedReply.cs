using System.Globalization;
using Reprise.Cache.Answers;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Server.Gateway;

namespace Reprise.Server.Cache;

/// <summary>Gives a client a cached answer, and the recorder the call: the very bytes the client gets are on its record, before it has the end of them.</summary>
internal sealed class CachedReply(CaptureQueue queue, TimeProvider time)
{
    public async Task SendAsync(CacheCall cached, CachedAnswer answer, CacheOutcome outcome, DateTimeOffset answeredAt)
    {
        var (http, call) = (cached.Http, cached.Call);
        var response = http.Response;
        var body = answer.Body;
        if (call.Check is { } check && check.Decide(body, answer.Status) is { } rule)
        {
            await check.Gate.BlockAnswerAsync(http, call, rule);
            return;
        }

        response.StatusCode = answer.Status;
        if (body.ContentType is { } type) response.ContentType = type;
        if (body.ContentEncoding is { Length: > 0 } encoding) response.Headers.ContentEncoding = encoding;
        response.ContentLength = body.Bytes.Length;
        var age = time.GetUtcNow() - answeredAt;
        response.Headers.Age = age > TimeSpan.Zero ? ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture) : "0";
        cached.Tell(outcome);

        call.Recording.IsStream = ResponseHead.IsStream(body.ContentType);
        Record(call.Recording, body);
        call.SetResponse(answer.Status, body.ContentType, body.ContentEncoding);
        call.Complete(queue, CallOutcome.Completed, null);
        await response.BodyWriter.WriteAsync(body.Bytes, http.RequestAborted);
    }

    /// <summary>Says that there is no cached answer to a client that wants no other.</summary>
    public async Task RefuseAsync(HttpContext http, RelayedCall call, CacheOutcome outcome)
    {
        const string Message = "Reprise: there is no cached answer to this request, and it asked for no other";
        var body = ProviderError.Of(call.Asked, call.Captured.Path, StatusCodes.Status504GatewayTimeout, "not_cached", Message);
        http.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        CacheHeaders.Tell(http, call, outcome);
        call.Recording.AddResponse(body);
        call.SetResponse(StatusCodes.Status504GatewayTimeout, "application/json", null);
        call.Complete(queue, CallOutcome.NotCached, "there is no cached answer");
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>In the pieces that the stream came in.</summary>
    private static void Record(CallRecording recording, Body body)
    {
        var rest = body.Bytes.Span;
        if (recording.IsStream)
        {
            foreach (var chunk in body.Chunks)
            {
                if (chunk.Length <= 0 || chunk.Length > rest.Length) break;
                recording.AddResponse(rest[..chunk.Length]);
                rest = rest[chunk.Length..];
            }
        }

        if (!rest.IsEmpty) recording.AddResponse(rest);
    }
}
