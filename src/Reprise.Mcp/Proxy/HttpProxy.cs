using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Reprise.Mcp.Proxy;

/// <summary>
/// Stands between a client and a server that speak streamable HTTP: every request goes on as it came, every answer comes back as it goes out, and copies of both are looked
/// at afterwards. One server; each of its sessions is a session on record.
/// </summary>
internal sealed class HttpProxy(HttpClient http, Uri server, Func<string?, Watch> watchOf, TimeProvider? time = null)
{
    private const int PieceBytes = 16 * 1024;
    private const string SessionHeader = "Mcp-Session-Id";

    /// <summary>Headers of one connection (RFC 9110, section 7.6.1), and those that say where the request went.</summary>
    private static readonly HashSet<string> s_ownOfConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Content-Length",
        // Answers that come packed could not be read.
        "Accept-Encoding",
    };

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _requests;

    /// <summary>A client that leaves answers as they are.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsOfThisMachine(context.Request))
        {
            // A page can make a browser send requests here, under a name of its own.
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var cancelled = context.RequestAborted;
        var session = context.Request.Headers[SessionHeader].ToString() is { Length: > 0 and <= 256 } named ? named : null;
        var asked = new MemoryStream();
        var asking = Watch.NowOf(_time);
        // Clients of a server without sessions count from 1 each, and an answer belongs to its own request.
        var scope = session is null ? Interlocked.Increment(ref _requests).ToString(CultureInfo.InvariantCulture) : null;
        using var request = RequestOf(context, asked);
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancelled).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            if (Question(watchOf(session), asked, asking, scope) is { } unanswered) watchOf(session).AddOver(unanswered, "the connection to the server failed", isServersFault: true, scope);
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return;
        }
        catch (OperationCanceledException)
        {
            if (Question(watchOf(session), asked, asking, scope) is { } unanswered) watchOf(session).AddOver(unanswered, "the client went away before the answer", isServersFault: false, scope);
            return;
        }

        using (answer)
        {
            session ??= answer.Headers.TryGetValues(SessionHeader, out var given) ? given.FirstOrDefault() : null;
            var watch = watchOf(session);
            if (session is not null) scope = null;
            var question = Question(watch, asked, asking, scope);
            CopyHead(answer, context.Response);
            var isWhole = await PassAsync(answer, context.Response, watch, scope, cancelled).ConfigureAwait(false);
            // An answer that comes as events may go on in another request; others are over with this one.
            if (question is null || (answer.IsSuccessStatusCode && IsOfEvents(answer))) return;
            watch.AddOver(question, isWhole ? FormattableString.Invariant($"the server answered with HTTP {(int)answer.StatusCode} and without a result") : "the answer broke off", isServersFault: !cancelled.IsCancellationRequested, scope);
        }
    }

    /// <summary>Hands over what was asked, with the moment it came rather than that of the answer's head, and returns it; null where nothing was.</summary>
    private static byte[]? Question(Watch watch, MemoryStream asked, Moment at, string? scope)
    {
        if (asked.Length == 0) return null;
        var bytes = asked.ToArray();
        var question = new BodyTap(watch, fromClient: true) { Passed = at, Scope = scope };
        question.Add(bytes);
        question.End();
        return bytes;
    }

    private static bool IsOfEvents(HttpResponseMessage answer) => answer.Content.Headers.ContentType?.MediaType is "text/event-stream";

    private HttpRequestMessage RequestOf(HttpContext context, MemoryStream asked)
    {
        var source = context.Request;
        var hasBody = source.ContentLength > 0 || source.Headers.TransferEncoding.Count > 0;
        var address = source.QueryString.HasValue ? new Uri(server.GetLeftPart(UriPartial.Path) + source.QueryString.Value) : server;
        var request = new HttpRequestMessage(new HttpMethod(source.Method), address) { Content = hasBody ? new Passing(source.Body, asked, source.ContentLength) : null };
        foreach (var (name, values) in source.Headers)
        {
            if (s_ownOfConnection.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return request;
    }

    private static void CopyHead(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!s_ownOfConnection.Contains(header.Key) || header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) response.Headers[header.Key] = new StringValues([.. header.Value]);
        }
    }

    /// <returns>Whether all of it came and went.</returns>
    private static async Task<bool> PassAsync(HttpResponseMessage answer, HttpResponse response, Watch watch, string? scope, CancellationToken cancelled)
    {
        Tap tap = IsOfEvents(answer) ? new EventTap(watch, fromClient: false) { Scope = scope } : new BodyTap(watch, fromClient: false) { Scope = scope };
        var piece = new byte[PieceBytes];
        try
        {
            var source = await answer.Content.ReadAsStreamAsync(cancelled).ConfigureAwait(false);
            await response.StartAsync(cancelled).ConfigureAwait(false);
            while (await source.ReadAsync(piece, cancelled).ConfigureAwait(false) is > 0 and var count)
            {
                await response.Body.WriteAsync(piece.AsMemory(0, count), cancelled).ConfigureAwait(false);
                await response.Body.FlushAsync(cancelled).ConfigureAwait(false);
                tap.Add(piece.AsSpan(0, count));
            }

            tap.End();
            return true;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The other side must see that the answer is not whole.
            response.HttpContext.Abort();
            return false;
        }
    }

    private static bool IsOfThisMachine(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host)) return false;
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopback(page.Host));
    }

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>The client's body, passed on as it comes; a copy is kept up to a bound.</summary>
    private sealed class Passing : HttpContent
    {
        private const int KeptMax = 64 * 1024 * 1024;

        private readonly Stream _body;
        private readonly MemoryStream _copy;
        private readonly long? _length;

        public Passing(Stream body, MemoryStream copy, long? length)
        {
            (_body, _copy, _length) = (body, copy, length);
            if (length is { } known) Headers.ContentLength = known;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[PieceBytes];
            while (await _body.ReadAsync(piece).ConfigureAwait(false) is > 0 and var count)
            {
                await stream.WriteAsync(piece.AsMemory(0, count)).ConfigureAwait(false);
                if (_copy.Length + count <= KeptMax) _copy.Write(piece, 0, count);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length ?? 0;
            return _length is not null;
        }
    }
}
