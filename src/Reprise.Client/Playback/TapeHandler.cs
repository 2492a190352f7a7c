using System.Net;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Playback.Faults;
using Reprise.Playback.Redaction;

namespace Reprise.Client.Playback;

/// <summary>
/// Answers a program's calls to providers from a tape, without a server: give it to the <see cref="HttpClient"/> of any client. A request without a recording throws
/// <see cref="TapeMissException"/>; no network is used unless a mode records. For any number of threads.
/// </summary>
/// <remarks>When recording, an answer is read to its end before the program gets it. Disposal finishes the tape.</remarks>
public sealed class TapeHandler : HttpMessageHandler, IAsyncDisposable
{
    private const string LaneHeader = "Reprise-Session";
    private const string HowHeader = "Reprise-Playback";

    private readonly TapeDeck _deck;
    private readonly TapeOptions _options;
    private readonly ProviderRoutes _routes;
    private readonly UpstreamRecorder? _recorder;
    private readonly TapePlace? _place;
    private int _disposed;

    private TapeHandler(TapeDeck deck, TapeOptions options, TapePlace? place)
    {
        (_deck, _options, _place, _routes) = (deck, options, place, new ProviderRoutes(options.Providers));
        if (deck.Writer is not null) _recorder = new UpstreamRecorder(deck, options);
    }

    /// <summary>Whether calls go to their providers: always, or where the tape has no answer.</summary>
    public bool IsRecording => _recorder is not null;

    /// <summary>What was remarkable about reading the tape.</summary>
    public IReadOnlyList<string> Notes => _deck.Notes;

    /// <param name="path">Of the tape.</param>
    /// <param name="options">How to play; null for the usual.</param>
    /// <exception cref="TapeException">The tape cannot be read or written.</exception>
    /// <exception cref="FormatException">A rule of what to ignore is none, or the environment variable names no mode.</exception>
    public static TapeHandler Open(string path, TapeOptions? options = null) => OpenAsync(path, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="Open(string, TapeOptions?)"/>
    public static async Task<TapeHandler> OpenAsync(string path, TapeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new TapeOptions();
        var place = await TapePlace.ForAsync(path, options.ModeInForce, cancellationToken).ConfigureAwait(false);
        var deck = await TapeDeck.OpenAsync(new TapeDeckOptions { Mode = place.Mode, File = place.File, Force = true, Redaction = Redaction(options), Matching = Matching(options) }, options.Time, cancellationToken).ConfigureAwait(false);
        return new TapeHandler(deck, options, place);
    }

    /// <summary>Plays a tape in memory. Only played, whatever the environment says.</summary>
    public static TapeHandler Play(Tape tape, TapeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        options ??= new TapeOptions();
        var deck = TapeDeck.OpenAsync(new TapeDeckOptions { Tape = tape, Matching = Matching(options) }, options.Time, CancellationToken.None).GetAwaiter().GetResult();
        return new TapeHandler(deck, options, null);
    }

    /// <summary>A client over this tape, which disposes nothing with itself.</summary>
    /// <param name="lane">Of its requests; null for that of the options.</param>
    public HttpClient CreateClient(string? lane = null)
    {
        var client = new HttpClient(this, disposeHandler: false);
        if (lane is not null) client.DefaultRequestHeaders.TryAddWithoutValidation(LaneHeader, lane);
        return client;
    }

    public PlaybackSummary Summarise() => _deck.Player.Summarise();

    /// <summary>Takes every lane back to its beginning.</summary>
    public void Rewind()
    {
        _deck.Player.Rewind();
        _options.Faults?.Rewind();
    }

    /// <summary>Fails a test that did not use its whole tape, or whose program swallowed a miss.</summary>
    /// <exception cref="TapeMissException">A request had no recording.</exception>
    /// <exception cref="TapeUnusedException">Nobody asked for some entries.</exception>
    public void VerifyAllUsed()
    {
        var summary = Summarise();
        if (summary.LatestMisses is [var miss, ..]) throw new TapeMissException(miss);
        if (summary.Unused.Count > 0) throw new TapeUnusedException(summary.Unused);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _recorder?.Dispose();
            var written = _deck.Writer?.Count ?? 0;
            await _deck.DisposeAsync().ConfigureAwait(false);
            _place?.Finish(written);
        }

        Dispose();
    }

    // Clients that call without async get here; playing waits for nothing.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var lane = request.Headers.TryGetValues(LaneHeader, out var lanes) && lanes.First() is { Length: > 0 } named ? named : _options.Lane;
        var asked = await AskedAsync(request, cancellationToken).ConfigureAwait(false);
        var fault = _recorder is null ? _options.Faults?.Next(lane, asked) : null;
        if (fault is not null) await WaitAsync(fault.Latency, cancellationToken).ConfigureAwait(false);
        if (fault is { IsWithoutAnswer: true }) return await RefusedAsync(request, fault, cancellationToken).ConfigureAwait(false);
        var match = _deck.Plays ? _deck.Player.Find(lane, asked, reportsMiss: _recorder is null, stays: fault is { IsSpoilt: true }) : default;
        if (match.Entry is { } entry) return Answered(request, fault?.Change(entry.Answer) ?? entry.Answer, match.Kind.ToString().ToLowerInvariant(), fault is { IsPaced: true } ? 1 : _options.Speed);
        if (_recorder is null) throw new TapeMissException(match.Miss!);
        request.Headers.Remove(LaneHeader);
        return Answered(request, await _recorder.RecordAsync(request, lane, asked, cancellationToken).ConfigureAwait(false), "recorded", null);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _disposed == 0) DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    /// <summary>Made anew for each tape: placeholders are numbered from 1.</summary>
    private static TapeRedaction? Redaction(TapeOptions options)
    {
        if (options.Redact.Count == 0) return null;
        return TapeRedaction.TryCreate(options.Redact, out var redaction, out var mistake) ? redaction : throw new FormatException(mistake);
    }

    private static PlaybackOptions Matching(TapeOptions options) => new() { Match = options.Match, AfterLast = options.AfterLast, Ignore = options.Ignore };

    private async Task<TapeRequest> AskedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri is { IsAbsoluteUri: true } uri ? uri : throw new InvalidOperationException("A request over a tape needs an absolute address.");
        var (provider, path) = _routes.Of(address);
        // Buffered by this, so that it can be sent when it is not on the tape.
        var bytes = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var headers = request.Content?.Headers;
        var body = new Body { Bytes = bytes, ContentType = headers?.ContentType?.ToString(), ContentEncoding = headers is { ContentEncoding.Count: > 0 } ? string.Join(", ", headers.ContentEncoding) : null };
        return TapeRecording.RequestOf(provider, request.Method.Method, path, address.Query, body);
    }

    private async Task<HttpResponseMessage> RefusedAsync(HttpRequestMessage request, PlaybackFault fault, CancellationToken cancellationToken)
    {
        if (fault.Instead is { } instead && !fault.Drops && fault.Hang is null) return Answered(request, instead, "fault", null);
        if (fault.Hang is { } hang && !fault.Drops) await WaitAsync(hang, cancellationToken).ConfigureAwait(false);
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed without an answer, by a fault.");
    }

    private Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken) => wait > TimeSpan.Zero ? Task.Delay(wait, _options.Time, cancellationToken) : Task.CompletedTask;

    private HttpResponseMessage Answered(HttpRequestMessage request, TapeAnswer answer, string how, double? speed)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = new StreamContent(new RecordedStream(answer, speed, _options.Time)) };
        foreach (var (name, value) in answer.Headers) response.Headers.TryAddWithoutValidation(name, value);
        response.Headers.TryAddWithoutValidation(HowHeader, how);
        if (answer.ContentType is { } type) response.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (answer.Encoding is { } encoding) response.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        if (answer.Broken is null && answer.Chunks.Count < 2) response.Content.Headers.ContentLength = answer.Body.Length;
        return response;
    }
}
