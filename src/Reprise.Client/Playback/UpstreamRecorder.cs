using Reprise.Interactions;
using Reprise.Playback;

namespace Reprise.Client.Playback;

/// <summary>Asks a provider, reads its answer to the end and writes both to the tape.</summary>
internal sealed class UpstreamRecorder : IDisposable
{
    /// <summary>A longer answer is not recorded, and the call fails: the tape could not be played.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;
    private const int KeptMax = 32;
    private const int PieceBytes = 16 * 1024;

    private readonly TapeDeck _deck;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _upstream;

    public UpstreamRecorder(TapeDeck deck, TapeOptions options)
    {
        (_deck, _time) = (deck, options.Time);
        _upstream = options.Inner is { } inner ? new HttpMessageInvoker(inner, disposeHandler: false) : new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    }

    public void Dispose() => _upstream.Dispose();

    /// <returns>The answer as it came, without its content encoding.</returns>
    public async Task<TapeAnswer> RecordAsync(HttpRequestMessage request, string lane, TapeRequest asked, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        using var response = await _upstream.SendAsync(request, cancellationToken).ConfigureAwait(false);
        using var bytes = new MemoryStream();
        var chunks = new List<BodyChunk>();
        var broken = await ReadAsync(response, bytes, chunks, began, cancellationToken).ConfigureAwait(false);
        var encodings = response.Content.Headers.ContentEncoding;
        var type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var types) ? types.ToString() : null;
        var body = new Body { Bytes = bytes.ToArray(), ContentType = type, ContentEncoding = encodings.Count > 0 ? string.Join(", ", encodings) : null, Chunks = chunks };
        var headers = response.Headers.NonValidated.Where(static h => RecordableHeaders.IsKept(h.Key)).Take(KeptMax).Select(static h => KeyValuePair.Create(h.Key.ToLowerInvariant(), h.Value.ToString())).ToList();
        var location = response.Headers.NonValidated.TryGetValues("Location", out var locations) ? locations.ToString() : null;
        var answer = TapeRecording.AnswerOf((int)response.StatusCode, body, headers, exactEncoding: false, broken, location);
        await WriteAsync(new TapeEntry { Key = TapeKey.Of(asked), Lane = lane, Request = asked, Answer = answer }).ConfigureAwait(false);
        return answer;
    }

    /// <summary>To its end once the answer is there: it is paid for.</summary>
    private async Task WriteAsync(TapeEntry entry)
    {
        try
        {
            var written = await _deck.Writer!.WriteAsync(entry, CancellationToken.None).ConfigureAwait(false);
            if (_deck.Plays) _deck.Player.Add(entry.Lane, written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No client takes it for a network that is down and asks, and pays, again.
            throw new TapeException("The tape cannot be written: " + e.Message, e);
        }
    }

    /// <summary>Why the answer broke off; null when it is whole.</summary>
    private async Task<string?> ReadAsync(HttpResponseMessage response, MemoryStream bytes, List<BodyChunk> chunks, long began, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceBytes];
        var last = began;
        try
        {
            using var source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int count;
            while ((count = await source.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (bytes.Length + count > MaxBytes) throw new InvalidDataException($"The answer is longer than {MaxBytes} bytes and cannot stand on a tape.");
                bytes.Write(piece, 0, count);
                var now = _time.GetTimestamp();
                chunks.Add(new BodyChunk(count, (int)Math.Min(_time.GetElapsedTime(last, now).TotalMilliseconds, int.MaxValue)));
                last = now;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return "the provider broke off";
        }

        return null;
    }
}
