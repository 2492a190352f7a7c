using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Server.Api;
using Reprise.Wire;

namespace Reprise.Server.Replay;

/// <summary>A replay while it happens, as server-sent events: pieces of the answer's text, then the result. What cannot be replayed at all is a problem as elsewhere.</summary>
internal sealed class ReplayStreamResult(Replayer replayer, RecordedInteraction original, ReplayOrder order) : IResult
{
    public const string MediaType = "text/event-stream";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancelled = httpContext.RequestAborted;
        var dialect = DialectCatalog.OfRecord(replayer.Prepare(original, order.Changes).Dialect);
        // Holds no more than the answer, which the recorder holds too.
        var pieces = Channel.CreateUnbounded<ReplayPieceDocument>(new UnboundedChannelOptions { SingleReader = true });
        var readers = new Dictionary<int, AnswerPieces>();
        var replay = RunAsync(order with { Arriving = Arrive }, pieces.Writer, cancelled);
        try
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(cancelled))
            {
                Begin(httpContext.Response);
                await WriteAsync(httpContext.Response, "piece", JsonSerializer.SerializeToUtf8Bytes(piece, ApiJson.Relaxed.ReplayPieceDocument), cancelled);
            }
        }
        finally
        {
            // Its calls end with the request; whoever ends first, nothing of it goes on alone.
            await ((Task)replay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var (name, json) = await EndOfAsync(replay, httpContext.Response.HasStarted);
        Begin(httpContext.Response);
        await WriteAsync(httpContext.Response, name, json, cancelled);

        void Arrive(int time, ReadOnlyMemory<byte> bytes)
        {
            if (!readers.TryGetValue(time, out var reader)) readers[time] = reader = new AnswerPieces(dialect);
            if (reader.Add(bytes.Span) is { } text) pieces.Writer.TryWrite(new ReplayPieceDocument { Time = time, Text = text });
        }
    }

    private async Task<ReplayOutcome> RunAsync(ReplayOrder watched, ChannelWriter<ReplayPieceDocument> pieces, CancellationToken cancelled)
    {
        try
        {
            return await replayer.ReplayAsync(original, watched, cancelled);
        }
        finally
        {
            pieces.Complete();
        }
    }

    /// <summary>The last event. Once the answer has begun, a problem can only be told within it.</summary>
    private static async Task<(string Name, byte[] Json)> EndOfAsync(Task<ReplayOutcome> replay, bool hasBegun)
    {
        try
        {
            return ("result", JsonSerializer.SerializeToUtf8Bytes(ReplayResultDocument.Of(await replay, body: false), ApiJson.Relaxed.ReplayResultDocument));
        }
        catch (ReplayException e) when (hasBegun)
        {
            return ("problem", JsonSerializer.SerializeToUtf8Bytes(ReplayProblems.Of(e).Details, ApiJson.Relaxed.ProblemDetails));
        }
    }

    private static void Begin(HttpResponse response)
    {
        if (response.HasStarted) return;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "private, no-store";
    }

    private static async Task WriteAsync(HttpResponse response, string name, byte[] json, CancellationToken cancelled)
    {
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"event: {name}\ndata: "), cancelled);
        await response.Body.WriteAsync(json, cancelled);
        await response.Body.WriteAsync("\n\n"u8.ToArray(), cancelled);
        await response.Body.FlushAsync(cancelled);
    }
}

/// <summary>A piece of an answer on its way.</summary>
internal sealed record ReplayPieceDocument
{
    /// <summary>Which of several replays, from 0.</summary>
    public required int Time { get; init; }
    public required string Text { get; init; }
}
