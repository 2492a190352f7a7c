using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Reprise.Client.Recording;
using Reprise.Interactions;

namespace Reprise.Client.AI;

/// <summary>Records every call of the client inside, and answers from the cache where its options say so. Objects and exceptions pass through as they are.</summary>
internal sealed class RecordingChatClient : DelegatingChatClient
{
    private readonly IRecorder _recorder;
    private readonly CallRecordingOptions _options;
    private readonly ChatCache? _cache;
    private readonly ChatClientMetadata? _metadata;

    public RecordingChatClient(IChatClient inner, IRecorder recorder, CallRecordingOptions options) : base(inner)
    {
        (_recorder, _options) = (recorder, options);
        _metadata = inner.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        _cache = options.Cache is { } cache ? new ChatCache(cache, _metadata?.ProviderUri is { IsAbsoluteUri: true } uri ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : null) : null;
    }

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var asked = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        var call = Begin(asked, options, stream: false);
        if (await FindAsync(call, asked, options, cancellationToken).ConfigureAwait(false) is { } cached) return cached;
        ChatResponse response;
        try
        {
            using (call.Open()) response = await base.GetResponseAsync(asked, Passed(options), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            call.Fail(e, cancellationToken);
            throw;
        }

        var answer = new ChatAnswer();
        call.Guard(() => answer.Add(response));
        Complete(call, answer);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var asked = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        var call = Begin(asked, options, stream: true);
        if (await FindAsync(call, asked, options, cancellationToken).ConfigureAwait(false) is { } cached)
        {
            foreach (var update in cached.ToChatResponseUpdates()) yield return update;
            yield break;
        }

        var answer = new ChatAnswer();
        IAsyncEnumerator<ChatResponseUpdate>? updates = null;
        try
        {
            while (true)
            {
                // The scope is opened anew for each step: what the consumer does in between is none of the call's doing.
                ChatResponseUpdate update;
                using (call.Open())
                {
                    try
                    {
                        updates ??= base.GetStreamingResponseAsync(asked, Passed(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
                        if (!await updates.MoveNextAsync().ConfigureAwait(false)) break;
                        update = updates.Current;
                    }
                    catch (Exception e)
                    {
                        Fill(call, answer);
                        call.Fail(e, cancellationToken);
                        throw;
                    }
                }

                call.Guard(() => answer.Add(update));
                if (answer.HasContent) call.FirstPiece();
                yield return update;
            }

            Complete(call, answer);
        }
        finally
        {
            // The consumer stopped, or went away.
            if (!call.IsCompleted)
            {
                Fill(call, answer);
                call.Complete(InteractionStatus.Cancelled);
            }

            if (updates is not null) await updates.DisposeAsync().ConfigureAwait(false);
        }
    }

    private CallRecord Begin(IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var call = CallRecord.Begin(_recorder, _options.Time, InteractionKind.Llm, _options.Name ?? "chat");
        call.Provider = _metadata?.ProviderName;
        call.Model = options?.ModelId ?? _metadata?.DefaultModelId;
        call.Stream = stream;
        call.Tags = _options.Tags;
        call.PromptType = _options.PromptType ?? call.PromptType;
        if (_options.RecordsContent) call.Guard(() => call.Request = ChatRequests.Of(messages, options));
        return call;
    }

    /// <summary>The cached answer, already on record; null when the client is to be asked.</summary>
    private async ValueTask<ChatResponse?> FindAsync(CallRecord call, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (_cache is null) return null;
        ChatResponse? cached;
        try
        {
            cached = await _cache.FindAsync(call, messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Cancelled while the server was asked, or the caller's own rule threw: a call all the same.
            call.Fail(e, cancellationToken);
            throw;
        }

        if (cached is null) return null;
        var answer = new ChatAnswer();
        call.Guard(() => answer.Add(cached));
        call.Response = answer.ToDocument();
        call.Complete();
        return cached;
    }

    private ChatOptions? Passed(ChatOptions? options) => _options.RecordsTools ? options?.WithRecordedTools(_recorder, _options with { Name = null, Cache = null }) : options;

    private void Complete(CallRecord call, ChatAnswer answer)
    {
        Fill(call, answer);
        if (_cache is not null) ChatCache.Settle(call, answer);
        if (answer.Error is { } error) call.Complete(InteractionStatus.Error, error.ErrorCode, error.Message);
        else call.Complete();
    }

    private void Fill(CallRecord call, ChatAnswer answer) => call.Guard(() =>
    {
        call.ResponseModel = answer.Model;
        call.Metrics = TokenCounts.Of(answer.Usage);
        var whole = answer.ToDocument();
        call.Response = _options.RecordsContent ? whole : new() { CompletionTokens = whole.CompletionTokens, FinishReason = whole.FinishReason };
        if (answer.ResponseId is null && answer.ConversationId is null) return;
        call.AddMetadata([new("response_id", answer.ResponseId), new("conversation_id", answer.ConversationId)]);
    });
}
