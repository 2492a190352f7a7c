using Polly.Timeout;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Server.Gateway;

namespace Reprise.Server.Playback;

/// <summary>Asks the upstream as the gateway does, passes its answer on, and writes both to the tape before the client has the end of it.</summary>
internal sealed class TapeRelay(
    TapeDeck deck, PlaybackServerOptions options, ProviderDirectory providers, UpstreamClient upstream, CaptureOptions capture, TimeProvider time, ILogger<TapeRelay> log)
{
    private const int PieceBytes = 16 * 1024;
    private const string HungUp = "the client hung up";
    private const string CannotWrite = "the tape cannot be written; nothing more is recorded, and no provider is asked";

    /// <summary>Once the disk is full every further call would be paid for and lost.</summary>
    private volatile bool _isStuck;

    /// <param name="context">The client's call, its body read.</param>
    /// <param name="route">Where to.</param>
    /// <param name="lane">Whose.</param>
    /// <param name="request">As it stands on the tape.</param>
    /// <param name="body">As it was sent.</param>
    public async Task RecordAsync(HttpContext context, PlaybackRoute route, string lane, TapeRequest request, ReadOnlyMemory<byte> body)
    {
        if (_isStuck)
        {
            await RefuseStuckAsync(context, route);
            return;
        }

        if (!providers.TryGet(route.Provider, out var provider) || !(route.IsOwnSegment || provider.HasPath))
        {
            await PlaybackWriter.RefuseAsync(context, route, StatusCodes.Status404NotFound, "no_provider", $"there is no provider '{route.Provider}' to record from; configure Providers:{route.Provider}:BaseUrl");
            return;
        }

        var call = RelayedCall.Begin(context, provider, route.PathAndQuery, capture, time);
        try
        {
            if (call.Refusal is { } refusal)
            {
                await PlaybackWriter.RefuseAsync(context, route, StatusCodes.Status400BadRequest, "invalid_request", refusal);
                return;
            }

            var sent = body.IsEmpty ? await RequestBody.ReadAsync(context, call.Recording, capture.MaxBodyBytes) : RequestBody.Of(call.Recording, body.Span);
            using var response = await upstream.SendAsync(context, call, sent, context.RequestAborted);
            if (ResponseHead.MistakeOf(response) is { } mistake)
            {
                await PlaybackWriter.RefuseAsync(context, route, StatusCodes.Status502BadGateway, "upstream_broken", $"{provider.Name} {mistake}");
                return;
            }

            await PassOnAsync(context, route, call, response, new TapeEntry { Key = TapeKey.Of(request), Lane = lane, Request = request, Answer = new TapeAnswer { Status = (int)response.StatusCode } });
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // What the network says is no answer of the provider and does not go on the tape.
            PlaybackLog.NotRecorded(log, provider.Name, e.GetType().Name);
            context.Response.Clear();
            await PlaybackWriter.RefuseAsync(context, route, StatusCodes.Status502BadGateway, "upstream_unreachable", $"{provider.Name} could not be asked; nothing was recorded");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested && call.Captured.HttpStatus is null)
        {
            PlaybackLog.NotRecorded(log, provider.Name, HungUp);
            throw;
        }
        finally
        {
            call.DisposeUnlessRecorded();
        }
    }

    private async Task PassOnAsync(HttpContext context, PlaybackRoute route, RelayedCall call, HttpResponseMessage response, TapeEntry entry)
    {
        ResponseHead.Copy(response, context.Response, call);
        context.Response.Headers[PlaybackWriter.Header] = "recorded";
        var hasBody = !HttpMethods.IsHead(context.Request.Method) && ResponseHead.CanHaveBody(context.Response.StatusCode);
        var isStream = ResponseHead.IsStream(context.Response.ContentType);
        // An answer is held back until it is on the tape, unless it is a stream or too long for the tape.
        var passesOn = isStream;
        var endsAt = -1L;
        string? broken = null;
        try
        {
            await using var source = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            var piece = new byte[PieceBytes];
            int count;
            while (hasBody && (count = await source.ReadAsync(piece, context.RequestAborted)) > 0)
            {
                if (!passesOn && call.Recording.ResponseLength + count > capture.MaxBodyBytes)
                {
                    passesOn = true;
                    context.Response.Headers[PlaybackWriter.Header] = "unrecorded";
                    await context.Response.BodyWriter.WriteAsync(call.Recording.Response, context.RequestAborted);
                }

                call.Recording.AddResponse(piece.AsSpan(0, count));
                if (call.Recording.EndsStream(count)) endsAt = call.Recording.ResponseLength;
                if (!passesOn) continue;
                var flushed = await context.Response.BodyWriter.WriteAsync(piece.AsMemory(0, count), context.RequestAborted);
                if (flushed.IsCompleted) throw new OperationCanceledException(HungUp);
            }
        }
        catch (OperationCanceledException) when (endsAt == call.Recording.ResponseLength)
        {
            // Many clients hang up at the last event of a stream: they had their whole answer.
        }
        catch (OperationCanceledException)
        {
            PlaybackLog.NotRecorded(log, call.Provider.Name, HungUp);
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            broken = $"{call.Provider.Name} broke off";
        }

        var answer = AnswerOf(context.Response, call, broken);
        if (call.Recording.Note is { } note)
        {
            PlaybackLog.NotRecorded(log, call.Provider.Name, note);
        }
        else
        {
            await WriteAsync(entry with { Answer = answer });
            if (_isStuck && !context.Response.HasStarted)
            {
                context.Response.Clear();
                await RefuseStuckAsync(context, route);
                return;
            }
        }

        if (broken is not null) context.Response.ContentLength = null;
        if (!passesOn && hasBody) await context.Response.BodyWriter.WriteAsync(call.Captured.Response!.Bytes, context.RequestAborted);
        if (broken is not null) throw new BrokenOffException();
        ResponseHead.CopyTrailers(response, context.Response);
    }

    /// <summary>To its end whether the client is still there or not: the answer is paid for.</summary>
    private async Task WriteAsync(TapeEntry entry)
    {
        try
        {
            var written = await deck.Writer!.WriteAsync(entry, CancellationToken.None);
            if (deck.Plays) deck.Player.Add(entry.Lane, written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isStuck = true;
            PlaybackLog.CannotWrite(log, e.Message);
        }
    }

    /// <summary>With a status that no client tries again.</summary>
    private static Task RefuseStuckAsync(HttpContext context, PlaybackRoute route) => PlaybackWriter.RefuseAsync(context, route, StatusCodes.Status424FailedDependency, "tape_not_written", CannotWrite);

    private TapeAnswer AnswerOf(HttpResponse response, RelayedCall call, string? broken)
    {
        var encoding = response.Headers.ContentEncoding is { Count: > 0 } encodings ? encodings.ToString() : null;
        call.Recording.CompleteInto(call.Captured, new BodyHead(null, null, true), new BodyHead(response.ContentType, encoding, false));
        var body = call.Captured.Response!;
        var chunks = body.Chunks.Count > 0 || body.Bytes.IsEmpty ? body.Chunks : [new BodyChunk(body.Bytes.Length, (int)Math.Min(call.Captured.LatencyMs, int.MaxValue))];
        // The recording's buffer goes back to its pool; the tape in memory stays.
        var kept = body with { Bytes = body.Bytes.ToArray(), Chunks = chunks };
        return TapeRecording.AnswerOf(response.StatusCode, kept, call.Captured.ResponseHeaders, options.ExactEncoding, broken, response.Headers.Location);
    }
}
