using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Polly.Timeout;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Security.Policies;
using Reprise.Server.Budgets;
using Reprise.Server.Cache;
using Reprise.Server.Routing;
using Reprise.Server.Security;

namespace Reprise.Server.Gateway;

/// <summary>
/// Carries one call to its provider and the answer back, byte for byte, and hands what it saw to the recorder. The client comes first: its bytes go out as
/// they arrive, and nothing that goes wrong with recording reaches it. Only the very end of an answer waits for the journal.
/// </summary>
/// <remarks>
/// <code>
/// client ──1 read request──▶ relay ──3 send──▶ provider
/// client ◀─5 head, 6 body── relay ◀─4 head── provider
///    ◀────2 cached answer────┤
///                            └──7 record──▶ queue and journal, before the last bytes of 6 or 2
/// </code>
/// </remarks>
internal sealed class Relay(CaptureQueue queue, CaptureOptions options, UpstreamClient upstream, KeyGate keys, SecurityGate security, Router router, CacheStep cache, TimeProvider time, ILogger<Relay> log)
{
    private const int PieceBytes = 16 * 1024;

    public async Task InvokeAsync(HttpContext context, Provider provider, string pathAndQuery)
    {
        // 1. Begin the record and read the request.
        var call = RelayedCall.Begin(context, provider, pathAndQuery, options, time);
        context.Response.Headers["Reprise-Id"] = call.Captured.Id.ToString();
        if (call.Refusal is { } refusal)
        {
            await call.RefuseAsync(StatusCodes.Status400BadRequest, "invalid_request", refusal);
            return;
        }

        try
        {
            var body = await RequestBody.ReadAsync(context, call.Recording, options.MaxBodyBytes);

            // 2. Stop it where its key or the project's policy says so; route it; answer it from the cache, if that takes part and knows how.
            if (await keys.CheckAsync(context, call, body)) return;
            if (!call.IsCarrier && await security.CheckAsync(context, call, body)) return;
            if (!call.IsCarrier && await router.RouteAsync(context, call, body)) return;
            if (await cache.TryAnswerAsync(context, call, body)) return;

            // 3. Send it, and 4. wait for the head of the answer.
            if (body.CanSendAgain && call.Routed is not { HasNext: true }) call.Prepare(queue);
            using var response = await SendAsync(context, call, body);
            if (response is null) return;

            // 5. Pass the head on.
            if (ResponseHead.MistakeOf(response) is { } mistake)
            {
                await FailAsync(context, call, StatusCodes.Status502BadGateway, CallOutcome.Broken, "upstream_broken", $"{call.Provider.Name} at {call.Provider.BaseUrl} {mistake}");
                return;
            }

            ResponseHead.Copy(response, context.Response, call);

            // 6. Pass the body on as it comes, and 7. record before its end.
            if (call.Check is { } check) await RelayCheckedAsync(context, response, call, check);
            else await RelayBodyAsync(context, response, call);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or BadHttpRequestException && context.RequestAborted.IsCancellationRequested)
        {
            call.CompleteCancelled(queue);
        }
        catch (BadHttpRequestException e)
        {
            await call.RefuseAsync(e.StatusCode, "invalid_request", e.Message);
        }
        catch (Exception e)
        {
            // The boundary of the gateway: a fault of ours is ours to log, and the client gets an answer if none has begun.
            GatewayLog.Failed(log, call.Captured.Id.ToString(), e);
            await FailAsync(context, call, StatusCodes.Status502BadGateway, CallOutcome.Broken, "gateway_error", "the gateway failed");
        }
        finally
        {
            call.DisposeUnlessRecorded();
        }
    }

    private async Task<HttpResponseMessage?> SendAsync(HttpContext context, RelayedCall call, RequestBody body)
    {
        try
        {
            return await upstream.SendAsync(context, call, body, context.RequestAborted);
        }
        catch (TimeoutRejectedException)
        {
            await FailAsync(context, call, StatusCodes.Status504GatewayTimeout, CallOutcome.TimedOut, "upstream_timeout", string.Create(CultureInfo.InvariantCulture, $"{call.Provider.Name} did not answer within {call.Provider.Options.Timeout.TotalSeconds:0.###} seconds"));
            return null;
        }
        catch (HttpRequestException e) when (e.InnerException is BadHttpRequestException bad && !context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, call, bad.StatusCode, CallOutcome.Broken, "invalid_request", $"the request broke off on its way: {bad.Message}");
            return null;
        }
        catch (HttpRequestException e) when (!context.RequestAborted.IsCancellationRequested)
        {
            var isUnreachable = e.InnerException is SocketException || e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            var outcome = isUnreachable ? CallOutcome.Unreachable : CallOutcome.Broken;
            var code = isUnreachable ? "upstream_unreachable" : "upstream_broken";
            await FailAsync(context, call, StatusCodes.Status502BadGateway, outcome, code, $"{call.Provider.Name} at {call.Provider.BaseUrl} could not be asked: {ReasonOf(e)}");
            return null;
        }
    }

    private async Task RelayBodyAsync(HttpContext context, HttpResponseMessage response, RelayedCall call)
    {
        var cancelled = context.RequestAborted;
        var recording = call.Recording;
        var expected = response.Content.Headers.ContentLength;
        var hasBody = !HttpMethods.IsHead(context.Request.Method) && ResponseHead.CanHaveBody(context.Response.StatusCode);
        var writer = context.Response.BodyWriter;
        var idle = call.Provider.Options.IdleTimeout;
        using var silence = idle > TimeSpan.Zero ? CancellationTokenSource.CreateLinkedTokenSource(cancelled) : null;
        var wait = silence?.Token ?? cancelled;
        var isRecorded = false;
        try
        {
            await using var source = await response.Content.ReadAsStreamAsync(wait);
            while (hasBody)
            {
                silence?.CancelAfter(idle);
                var space = writer.GetMemory(PieceBytes);
                var count = await source.ReadAsync(space, wait);
                if (count == 0) break;
                recording.AddResponse(space.Span[..count]);
                if (recording.ResponseLength == expected)
                {
                    Finish(call, CallOutcome.Completed, null);
                    isRecorded = true;
                }
                else if (recording.EndsStream(count))
                {
                    call.CompleteEarly(queue);
                }

                writer.Advance(count);
                var flushed = await writer.FlushAsync(cancelled);
                if (flushed.IsCompleted) throw new OperationCanceledException("the client hung up");
            }
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested || silence is not { IsCancellationRequested: true })
        {
            if (!isRecorded) call.CompleteCancelled(queue);
            return;
        }
        catch (OperationCanceledException)
        {
            Broken(context, call, CallOutcome.TimedOut, $"{call.Provider.Name} was silent for {idle}");
            return;
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !isRecorded)
        {
            Broken(context, call, CallOutcome.Broken, $"{call.Provider.Name} broke off: {ReasonOf(e)}");
            return;
        }

        ResponseHead.CopyTrailers(response, context.Response);
        if (!isRecorded) Finish(call, CallOutcome.Completed, null);
    }

    /// <summary>As <see cref="RelayBodyAsync"/>, for an answer that is looked at first: what goes on record is what the client gets.</summary>
    private async Task RelayCheckedAsync(HttpContext context, HttpResponseMessage response, RelayedCall call, AnswerCheck check)
    {
        var cancelled = context.RequestAborted;
        var idle = call.Provider.Options.IdleTimeout;
        using var silence = idle > TimeSpan.Zero ? CancellationTokenSource.CreateLinkedTokenSource(cancelled) : null;
        var wait = silence?.Token ?? cancelled;
        var hasBody = !HttpMethods.IsHead(context.Request.Method) && ResponseHead.CanHaveBody(context.Response.StatusCode);
        if (call.Recording.IsStream) context.Response.ContentLength = null;
        try
        {
            await using var source = await response.Content.ReadAsStreamAsync(wait);
            while (hasBody && check.Stopped is null)
            {
                silence?.CancelAfter(idle);
                var count = await source.ReadAsync(check.Space(PieceBytes)[..PieceBytes], wait);
                if (count == 0) break;
                var free = check.Add(count, call, options.MaxBodyBytes);
                if (free.IsEmpty) continue;
                call.Recording.AddResponse(free.Span);
                await context.Response.BodyWriter.WriteAsync(free, cancelled);
            }
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested || silence is not { IsCancellationRequested: true })
        {
            call.CompleteCancelled(queue);
            return;
        }
        catch (OperationCanceledException)
        {
            Broken(context, call, CallOutcome.TimedOut, $"{call.Provider.Name} was silent for {idle}");
            return;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Broken(context, call, CallOutcome.Broken, $"{call.Provider.Name} broke off: {ReasonOf(e)}");
            return;
        }

        var rest = hasBody ? check.End(call) : default;
        if (check.Stopped is { } rule)
        {
            await StopAsync(context, call, check, rule);
            return;
        }

        ResponseHead.CopyTrailers(response, context.Response);
        if (!rest.IsEmpty) call.Recording.AddResponse(rest.Span);
        // The check's buffer goes with the call.
        var last = rest.ToArray();
        Finish(call, CallOutcome.Completed, null);
        if (last.Length > 0) await context.Response.BodyWriter.WriteAsync(last, cancelled);
    }

    /// <summary>Ends an answer that a rule stops: with an error in its place where nothing has gone out, else with the event by which the provider ends a stream that failed.</summary>
    private async Task StopAsync(HttpContext context, RelayedCall call, AnswerCheck check, string rule)
    {
        if (!context.Response.HasStarted)
        {
            await check.Gate.BlockAnswerAsync(context, call, rule);
            return;
        }

        var last = AnswerCheck.LastEvent(call, rule);
        check.Gate.Counters.AddBlocked(SecuritySide.Answer);
        SecurityGate.Mark(call, SecurityAction.Block, rule);
        call.Recording.AddResponse(last);
        Finish(call, CallOutcome.Blocked, $"the answer was stopped by the rule '{rule}' of this project's security policy");
        await context.Response.BodyWriter.WriteAsync(last, context.RequestAborted);
    }

    private void Broken(HttpContext context, RelayedCall call, CallOutcome outcome, string reason)
    {
        GatewayLog.UpstreamFailed(log, call.Provider.Name, call.Captured.Id.ToString(), reason);
        Finish(call, outcome, reason);
        // The client must see that the answer is not whole.
        context.Abort();
    }

    private void Finish(RelayedCall call, CallOutcome outcome, string? error) => call.Complete(queue, outcome, error);

    private async Task FailAsync(HttpContext context, RelayedCall call, int status, CallOutcome outcome, string code, string message)
    {
        GatewayLog.UpstreamFailed(log, call.Provider.Name, call.Captured.Id.ToString(), message);
        if (context.Response.HasStarted)
        {
            Finish(call, outcome, message);
            context.Abort();
            return;
        }

        var body = ProviderError.Of(call.Asked, call.Captured.Path, status, code, "Reprise: " + message);
        // The head of an answer that failed may be there already.
        context.Response.Headers.Clear();
        context.Response.Headers["Reprise-Id"] = call.Captured.Id.ToString();
        call.Routed?.Tell();
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        call.Recording.AddResponse(body);
        call.SetResponse(status, "application/json", null);
        Finish(call, outcome, message);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>The kind of failure, without addresses or content that an inner message may carry.</summary>
    private static string ReasonOf(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpIOException io => io.HttpRequestError.ToString(),
        _ => e.GetType().Name,
    };
}
