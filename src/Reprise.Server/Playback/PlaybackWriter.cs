using System.Buffers;
using Reprise.Playback;
using Reprise.Playback.Faults;
using Reprise.Server.Gateway;

namespace Reprise.Server.Playback;

/// <summary>Writes recorded answers, with their delays if they are wanted.</summary>
internal sealed class PlaybackWriter(PlaybackServerOptions options, TimeProvider time)
{
    public const string Header = "Reprise-Playback";

    /// <summary>Longer answers are flushed as they are written rather than gathered.</summary>
    private const int GatheredMax = 64 * 1024;

    /// <summary>A day: someone may have written any number on the tape.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    /// <param name="context">The call.</param>
    /// <param name="answer">What to write.</param>
    /// <param name="kind">How it was found; null when it was not looked for.</param>
    /// <param name="pace">What to divide delays by, whatever the options say; null to do as they say.</param>
    public Task WriteAsync(HttpContext context, TapeAnswer answer, MatchKind? kind, double? pace)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            if (!HeaderRules.IsHopByHop(name) && !HeaderRules.IsOurs(name)) TrySet(response, name, value);
        if (answer.ContentType is { } type) TrySet(response, "Content-Type", type);
        if (answer.Encoding is { } encoding) TrySet(response, "Content-Encoding", encoding);
        response.Headers[Header] = kind is { } found ? NameOf(found) : "fault";
        var hasBody = !HttpMethods.IsHead(context.Request.Method) && ResponseHead.CanHaveBody(answer.Status);
        if ((pace ?? options.Speed) is { } speed) return WriteTimedAsync(context, answer, hasBody, speed);
        if (answer.Broken is not null) return BreakAsync(context, hasBody ? answer.Body : default);
        if (!hasBody) return Task.CompletedTask;
        response.ContentLength = answer.Body.Length;
        if (answer.Body.Length > GatheredMax) return response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted).AsTask();
        response.BodyWriter.Write(answer.Body.Span);
        return Task.CompletedTask;
    }

    /// <summary>A status that clients do not try again.</summary>
    public static Task MissAsync(HttpContext context, PlaybackRoute route, PlaybackMiss miss)
    {
        context.Response.Headers[Header] = NameOf(MatchKind.Miss);
        return RefuseAsync(context, route, StatusCodes.Status404NotFound, "no_recording", miss.Message);
    }

    /// <summary>Says something of our own in the provider's error shape.</summary>
    public static Task RefuseAsync(HttpContext context, PlaybackRoute route, int status, string code, string message)
    {
        var body = ErrorShape.Of(route.Provider, context.Request.Method, route.Path, status, code, "Reprise playback: " + message);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>Each piece at its time since the request came, so that delays of one do not add to those of the next.</summary>
    private async Task WriteTimedAsync(HttpContext context, TapeAnswer answer, bool hasBody, double speed)
    {
        var began = time.GetTimestamp();
        var cancelled = context.RequestAborted;
        var due = TimeSpan.Zero;
        var at = 0;
        if (hasBody && answer.Broken is null && answer.Chunks.Count < 2) context.Response.ContentLength = answer.Body.Length;
        foreach (var chunk in answer.Chunks)
        {
            due += TimeSpan.FromMilliseconds(Math.Min(chunk.DelayMs / speed, s_longestWait.TotalMilliseconds));
            var wait = due - time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero) await Task.Delay(wait < s_longestWait ? wait : s_longestWait, time, cancelled);
            var length = Math.Min(chunk.Length, answer.Body.Length - at);
            if (hasBody && length > 0) await context.Response.BodyWriter.WriteAsync(answer.Body.Slice(at, length), cancelled);
            at += length;
        }

        var rest = hasBody ? answer.Body[at..] : default;
        if (answer.Broken is not null) await BreakAsync(context, rest);
        else if (!rest.IsEmpty) await context.Response.BodyWriter.WriteAsync(rest, cancelled);
    }

    /// <summary>Ends the answer as its original ended: what had arrived, and then no end. An exception makes the server send what is written and hang up.</summary>
    private static async Task BreakAsync(HttpContext context, ReadOnlyMemory<byte> rest)
    {
        await context.Response.StartAsync(context.RequestAborted);
        if (!rest.IsEmpty) await context.Response.BodyWriter.WriteAsync(rest, context.RequestAborted);
        throw new BrokenOffException();
    }

    private static string NameOf(MatchKind kind) => kind switch
    {
        MatchKind.Exact => "exact",
        MatchKind.Normalised => "normalised",
        MatchKind.Ordered => "ordered",
        _ => "miss",
    };

    private static void TrySet(HttpResponse response, string name, string value)
    {
        try
        {
            response.Headers[name] = value;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Someone edited the tape: a header that cannot be sent is left out.
        }
    }
}

/// <summary>Ends a connection in the middle of an answer, on purpose.</summary>
internal sealed class BrokenOffException : Exception
{
    public BrokenOffException() : base("The recorded answer broke off here.") { }
    public BrokenOffException(string message) : base(message) { }
    public BrokenOffException(string message, Exception inner) : base(message, inner) { }
}
