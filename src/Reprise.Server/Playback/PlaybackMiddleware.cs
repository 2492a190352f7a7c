using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Server.Gateway;

namespace Reprise.Server.Playback;

/// <summary>Reads a call, finds its recording and answers it; or has it recorded.</summary>
internal sealed class PlaybackMiddleware(RequestDelegate next, TapeDeck deck, PlaybackServerOptions options, PlaybackWriter writer, FaultWriter faults, TapeRelay? relay = null)
{
    public const string LaneHeader = "Reprise-Session";
    private const int MaxLane = 256;
    private const int MaxBodyBytes = 64 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/') || !PlaybackRoute.TryRead(target, out var route))
        {
            await next(context);
            return;
        }

        // 1. Read the request.
        var lane = LaneOf(context.Request, route);
        var reader = context.Request.BodyReader;
        var read = await ReadAllAsync(reader, context.RequestAborted);
        if (read is not { } buffer || lane.Length > MaxLane)
        {
            if (read is { } unused) reader.AdvanceTo(unused.End);
            var status = read is null ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
            await PlaybackWriter.RefuseAsync(context, route, status, "invalid_request", read is null ? $"the request is longer than {MaxBodyBytes} bytes" : $"the lane's name is longer than {MaxLane} characters");
            return;
        }

        var raw = buffer.IsSingleSegment ? buffer.First : buffer.ToArray();
        var request = RequestOf(context.Request, route, raw);
        if (request.Body.Length > MaxBodyBytes)
        {
            // A kilobyte can claim to be a gigabyte.
            reader.AdvanceTo(buffer.End);
            await PlaybackWriter.RefuseAsync(context, route, StatusCodes.Status413PayloadTooLarge, "invalid_request", $"the request is longer than {MaxBodyBytes} bytes when unpacked");
            return;
        }

        // 2. See whether it is to go wrong, and find its recording. What is recorded never goes wrong on purpose.
        var fault = relay is null ? options.Faults?.Next(lane, request) : null;
        if (fault is { IsWithoutAnswer: true })
        {
            reader.AdvanceTo(buffer.End);
            await faults.RefuseAsync(context, fault);
            return;
        }

        var match = deck.Plays ? deck.Player.Find(lane, request, reportsMiss: relay is null, stays: fault is { IsSpoilt: true }) : default;
        var answer = match.Entry?.Answer;

        // 3. Answer it, have it recorded, or say that there is none.
        if (answer is not null || relay is null) reader.AdvanceTo(buffer.End);
        if (answer is not null)
        {
            await (fault is null ? writer.WriteAsync(context, answer, match.Kind, null) : faults.WriteAsync(context, fault, answer, match.Kind));
        }
        else if (relay is not null)
        {
            var kept = raw.ToArray();
            reader.AdvanceTo(buffer.End);
            await relay.RecordAsync(context, route, lane, request with { Body = request.Body.Equals(raw) ? kept : request.Body }, kept);
        }
        else
        {
            options.Missed?.Invoke(match.Miss!);
            await PlaybackWriter.MissAsync(context, route, match.Miss!);
        }
    }

    private string LaneOf(HttpRequest request, PlaybackRoute route) =>
        route.Lane ?? (request.Headers.TryGetValue(LaneHeader, out var named) && named.Count > 0 && named[0] is { Length: > 0 } name ? name : options.Lane);

    private static TapeRequest RequestOf(HttpRequest request, PlaybackRoute route, ReadOnlyMemory<byte> body)
    {
        var encoding = request.Headers.ContentEncoding is { Count: > 0 } named ? named.ToString() : null;
        return TapeRecording.RequestOf(route.Provider, request.Method, route.Path, route.Query, new Body { Bytes = body, ContentType = request.ContentType, ContentEncoding = encoding });
    }

    /// <summary>The whole body, not yet given back to the reader; null when it is too long.</summary>
    private static async ValueTask<ReadOnlySequence<byte>?> ReadAllAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > MaxBodyBytes)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted) return result.Buffer;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
