using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Reprise.Client.Playback;
using Reprise.Playback;
using Reprise.Wire;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Reprise.Client.AI;

/// <summary>
/// Answers chat requests from a tape, for tests: no network, no provider's SDK, the same answer each time. A request without a recording throws
/// <see cref="TapeMissException"/>, which says what is nearest and where it differs. Tapes are those of <see cref="TapeHandler"/> and of the gateway, of any provider; to test through a
/// provider's own SDK, give that a <see cref="TapeHandler"/> instead. For any number of threads.
/// </summary>
/// <remarks>What counts is model, system prompt, messages, tool calls and results, and the names of the tools; temperature and the like do not.</remarks>
public sealed class ReplayingChatClient : IChatClient
{
    private const string IgnoredModel = "/model";
    private const int PieceLength = 24;

    private readonly TapePlayer _player;
    private readonly TapeOptions _options;
    private readonly string? _model;
    private readonly Dictionary<TapeEntry, IDialect> _dialects = new(ReferenceEqualityComparer.Instance);

    /// <param name="tape">As <see cref="TapeReader"/> reads it.</param>
    /// <param name="model">The model of requests that name none; null where models do not count.</param>
    /// <param name="options">How to match; modes, faults and redaction are of tapes that are recorded and do not matter here.</param>
    public ReplayingChatClient(Tape tape, string? model = null, TapeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        _options = options ?? new TapeOptions();
        _model = model;
        var entries = new List<TapeEntry>();
        foreach (var entry in tape.Entries)
        {
            if (ChatForm.Of(entry, out var dialect) is not { } request) continue;
            var chat = entry with { Request = request, Key = TapeKey.Of(request) };
            entries.Add(chat);
            _dialects[chat] = dialect;
        }

        var ignore = model is null ? [.. _options.Ignore, IgnoredModel] : _options.Ignore;
        _player = new TapePlayer(tape with { Entries = entries }, new PlaybackOptions { Match = _options.Match, AfterLast = _options.AfterLast, Ignore = ignore });
    }

    /// <exception cref="TapeException">The tape cannot be read.</exception>
    public static async Task<ReplayingChatClient> OpenAsync(string path, string? model = null, TapeOptions? options = null, CancellationToken cancellationToken = default) =>
        new(await TapeReader.ReadAsync(path, cancellationToken).ConfigureAwait(false), model, options);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (response, broken) = Find(messages, options);
            return broken is null ? Task.FromResult(response) : Task.FromException<ChatResponse>(Broken(broken));
        }
        catch (OperationCanceledException)
        {
            return Task.FromCanceled<ChatResponse>(cancellationToken);
        }
        catch (Exception e) when (e is TapeMissException or HttpRequestException)
        {
            return Task.FromException<ChatResponse>(e);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var (response, broken) = Find(messages, options);
        foreach (var update in response.ToChatResponseUpdates())
        {
            foreach (var piece in Pieces(update))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return piece;
            }
        }

        if (broken is not null) throw Broken(broken);
    }

    public PlaybackSummary Summarise() => _player.Summarise();

    /// <summary>Takes every lane back to its beginning.</summary>
    public void Rewind() => _player.Rewind();

    /// <summary>Fails a test that did not use its whole tape, or whose program swallowed a miss.</summary>
    /// <exception cref="TapeMissException">A request had no recording.</exception>
    /// <exception cref="TapeUnusedException">Nobody asked for some entries.</exception>
    public void VerifyAllUsed()
    {
        var summary = Summarise();
        if (summary.LatestMisses is [var miss, ..]) throw new TapeMissException(miss);
        if (summary.Unused.Count > 0) throw new TapeUnusedException(summary.Unused);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return new ChatClientMetadata("tape", null, _model);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
        // Nothing is held open: the tape is in memory.
    }

    private (ChatResponse Response, string? Broken) Find(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var asked = ChatRequests.Of(messages as IReadOnlyCollection<ChatMessage> ?? [.. messages], options);
        var match = _player.Find(_options.Lane, ChatForm.Of(options?.ModelId ?? _model, asked, options));
        if (match.Entry is not { } entry) throw new TapeMissException(match.Miss!);
        return (ChatAnswers.Read(entry.Answer, _dialects[entry]), entry.Answer.Broken);
    }

    private static HttpRequestException Broken(string why) => new(HttpRequestError.ResponseEnded, $"The recorded answer broke off here: {why}");

    /// <summary>Text comes in pieces, as it does from a model; always the same ones.</summary>
    private static IEnumerable<ChatResponseUpdate> Pieces(ChatResponseUpdate update)
    {
        if (!update.Contents.Any(static content => content is TextContent { Text.Length: > PieceLength }))
        {
            yield return update;
            yield break;
        }

        foreach (var content in update.Contents)
        {
            if (content is not TextContent { Text: { } text }) yield return With(content);
            else
            {
                for (var at = 0; at < text.Length;)
                {
                    var length = Math.Min(PieceLength, text.Length - at);
                    // A pair of surrogates stays together.
                    if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1])) length++;
                    yield return With(new TextContent(text.Substring(at, length)));
                    at += length;
                }
            }
        }

        ChatResponseUpdate With(AIContent content)
        {
            var piece = update.Clone();
            piece.Contents = [content];
            return piece;
        }
    }
}
