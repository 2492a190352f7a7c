using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Cache.Tools;
using Reprise.Client.Documents;
using Reprise.Client.Recording;
using Reprise.Client.Tools;
using Reprise.Documents;

namespace Reprise.Client.AI;

/// <summary>Finds answers to chat requests among calls on record. The key is the recorded request itself, with provider, model and whose it is declared beside it.</summary>
/// <param name="options">Who may get what.</param>
/// <param name="endpoint">Where the provider is, without what may be secret in it; null where the client does not say. The same names stand for other models elsewhere.</param>
internal sealed class ChatCache(ChatCacheOptions options, string? endpoint)
{
    /// <returns>Null when the model is to be asked; the record says why where the request takes no part.</returns>
    public async Task<ChatResponse?> FindAsync(CallRecord call, IReadOnlyCollection<ChatMessage> messages, ChatOptions? chat, CancellationToken cancellationToken)
    {
        if (WhyNot(call, messages, chat) is { } reason)
        {
            call.Bypass(reason);
            return null;
        }

        call.Request = KeyedRequest(call.Request!);
        var inputs = InputsOf(call);
        call.AddMetadata([new(DeclaredInputs.MetadataName, JsonValues.Object(inputs.Select(static pair => KeyValuePair.Create(pair.Key, (object?)pair.Value))))]);
        var output = await AnswerLookup.FindAsync(call, options.Client, new CachedResultRequest
        {
            ToolId = call.Name!,
            Input = JsonSerializer.SerializeToElement(call.Request, DocumentJson.Relaxed.RequestDocument),
            SimilarityThreshold = options.Similarity,
            MaxAgeHours = options.MaxAge.TotalHours,
            MinQuality = options.MinQuality,
            Inputs = inputs,
        }, options.Patience, cancellationToken).ConfigureAwait(false);
        if (output is not { } body) return null;
        var response = CachedAnswers.Read(body, call);
        if (response is null) call.Cache = null;
        return response;
    }

    /// <summary>Only whole answers that ended well are given again.</summary>
    public static void Settle(CallRecord call, ChatAnswer answer)
    {
        if (answer.Error is not null) call.KeepOut("answer_failed");
        // A stream that does not say how it ended may have broken off.
        else if (answer.FinishReason is "length" or "content_filter" || (answer.FinishReason is null && call.Stream == true)) call.KeepOut("cut_short");
        // The answer rests on what tools said just then, and giving it again would not call them.
        else if (answer.HasToolResults) call.KeepOut("tools_called");
        else if (!answer.HasContent) call.KeepOut("no_content");
        else if (call.RecordError is not null) call.KeepOut("not_readable");
    }

    private string? WhyNot(CallRecord call, IReadOnlyCollection<ChatMessage> messages, ChatOptions? chat)
    {
        if (call.Request is null || call.RecordError is not null) return "not_readable";
        if (chat is { ConversationId: not null } or { ContinuationToken: not null }) return "server_state";
        if (chat?.RawRepresentationFactory is not null) return "raw_request";
        // Tools at the provider look into stores and sites of which the record has only their kind.
        if (chat?.Tools?.Any(static tool => tool is not AIFunctionDeclaration) == true) return "hosted_tools";
        // Two clients that do not say what they ask would share answers.
        if (string.IsNullOrEmpty(call.Model)) return "no_model";
        if (call.Request.Messages?.Any(static message => message.Attachments is not null) == true) return "attachments";
        if ((chat?.Temperature ?? 1) > options.MaxTemperature) return "temperature";
        if (options.Sharing == CacheSharing.User && string.IsNullOrEmpty(call.UserId)) return "no_owner";
        if (options.Sharing == CacheSharing.Session && string.IsNullOrEmpty(call.SessionId)) return "no_owner";
        return options.Allows?.Invoke(messages, chat) == false ? "not_allowed" : null;
    }

    private Dictionary<string, string> InputsOf(CallRecord call)
    {
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = call.Model ?? "", ["provider"] = call.Provider ?? "" };
        if (endpoint is not null) inputs["endpoint"] = endpoint;
        if (options.Sharing == CacheSharing.User) inputs["user"] = call.UserId!;
        if (options.Sharing == CacheSharing.Session) inputs["session"] = call.SessionId!;
        return inputs;
    }

    /// <summary>A first question stands as prompt and system prompt alone, so that its text is not fixed by a second copy and may be worded differently.</summary>
    private RequestDocument KeyedRequest(RequestDocument request)
    {
        if (options.Similarity >= 1 || request.Messages is null) return request;
        var others = request.Messages.Where(static message => message.Role != "system").ToList();
        var isFirst = others is [{ Role: "user", Name: null, Content: not null }] && request.Messages.All(static message => message is { Name: null, ToolCalls: null, Reasoning: null });
        return isFirst ? request with { Messages = null } : request;
    }
}
