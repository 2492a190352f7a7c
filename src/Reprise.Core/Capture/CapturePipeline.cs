using System.Globalization;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Wire;

namespace Reprise.Capture;

/// <summary>
/// Reads a captured call: dialect, tokens, price, previews, hashes and the words to search by. Runs behind the answer and never throws: a call that cannot be
/// read is recorded as it is, and the record says what was wrong.
/// </summary>
public sealed class CapturePipeline(IPrices prices, ICallInspector? inspector = null)
{
    /// <summary>How a note of privacy says that no body may be kept.</summary>
    private const string AllBodies = "bodies";

    /// <summary>The interaction that this call was. Its bodies are those of the call, not copies.</summary>
    public RecordedInteraction Derive(CapturedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return Read(call);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The boundary: no bytes from outside may end the recording, whatever a reader thinks of them.
            return AsItIs(call, $"could not be read: {e.GetType().Name}");
        }
    }

    private RecordedInteraction Read(CapturedCall call)
    {
        // 1. Decode what the wire had encoded.
        var notes = new Notes(call.RecordError, call.Labels.RecordError);
        var request = Decode(call.Request, "request", notes);
        var response = Decode(call.Response, "answer", notes);

        // 2. Read both sides in the provider's dialect.
        var dialect = DialectCatalog.Find(call.Dialect, call.Provider, call.Method, call.Path, request);
        var wireRequest = new WireRequest(call.Method, call.Path, request, call.Request?.ContentType);
        var asked = dialect.ReadRequest(wireRequest, details: false);
        var answer = call.Response is null && call.HttpStatus is null
            ? new AnswerReading()
            : dialect.ReadResponse(new WireResponse(call.HttpStatus ?? 0, response, call.Response?.ContentType));
        if (call.Request is { Bytes.Length: > 0 }) notes.Add(asked.Error);
        if (call.Response is { Bytes.Length: > 0 }) notes.Add(answer.Error);
        if (call is { Outcome: CallOutcome.Completed, HttpStatus: 200, Response.Bytes.IsEmpty: true, Request: not null } && dialect != DialectCatalog.Opaque) notes.Add("the answer is empty");
        // A stream that ends in an error event has said all it had to say.
        if (call.Outcome == CallOutcome.Completed && !answer.IsComplete && answer.ErrorMessage is null && answer.ErrorCode is null) notes.Add("the stream ended without its last event");

        // 3. Count and price.
        var status = StatusOf(call, answer);
        var (usage, priced) = Count(call, status, dialect, wireRequest, asked, ref answer);

        // 4. Keep what a policy hides out of the columns and the words to search by.
        if (call.Privacy is { } privacy) (asked, answer) = Shown(privacy, asked, answer);
        var keepsBodies = call.Privacy?.Dropped.Contains(AllBodies) != true;

        // 5. Put the columns together.
        var errorMessage = status == InteractionStatus.Success ? null : Preview.Of(answer.ErrorMessage ?? call.Error, 1000);
        var interaction = Known(call, status, answer) with
        {
            Kind = dialect.Kind,
            Name = dialect.Operation,
            Dialect = dialect.Name,
            Model = asked.Model,
            ResponseModel = answer.Model,
            ErrorMessage = errorMessage,
            UserId = call.Labels.UserId ?? asked.UserId,
            Streamed = asked.Stream || call.Response is { Chunks.Count: > 1 },
            FinishReason = answer.FinishReason,
            PromptPreview = Previews.Of(asked),
            ContentPreview = Previews.Of(answer),
            Usage = usage,
            CostUsd = call.Cache is { IsHit: true } ? 0 : priced?.CostUsd,
            SavedCostUsd = call.Cache is { IsHit: true } ? priced?.CostUsd : null,
            PriceVersion = priced?.Version,
            InputHash = request.IsEmpty || !keepsBodies ? null : Hashes.OfBytes(request.Span),
            PromptHash = Hashes.OfPrompt(asked.SystemPrompt, asked.Prompt),
            RecordError = notes.Text,
            Security = inspector is null ? call.Security : inspector.Inspect(new InspectedCall { Project = call.Project, Asked = asked, Answer = answer, Privacy = call.Privacy, Before = call.Security }),
        };
        return new RecordedInteraction
        {
            Interaction = interaction,
            Request = keepsBodies ? call.Request : null,
            Response = keepsBodies ? call.Response : null,
            ResponseHeaders = call.ResponseHeaders,
            SearchText = SearchText.Of(asked, answer, errorMessage),
            Facts = SecurityFlag.Of(interaction) is { } flag ? [flag] : [],
        };
    }

    /// <summary>What a call costs, as its record will say; for whoever must know before there is one. Never throws.</summary>
    public CallCost CostOf(CapturedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            var (request, response) = (Decode(call.Request, "request", new Notes()), Decode(call.Response, "answer", new Notes()));
            var dialect = DialectCatalog.Find(call.Dialect, call.Provider, call.Method, call.Path, request);
            var wireRequest = new WireRequest(call.Method, call.Path, request, call.Request?.ContentType);
            var answer = call.Response is null && call.HttpStatus is null ? new AnswerReading() : dialect.ReadResponse(new WireResponse(call.HttpStatus ?? 0, response, call.Response?.ContentType));
            var (usage, priced) = Count(call, StatusOf(call, answer), dialect, wireRequest, dialect.ReadRequest(wireRequest, details: false), ref answer);
            // An answer out of the cache was paid for by the call that it was made for.
            return call.Cache is { IsHit: true } ? default : new CallCost(usage is null ? 0 : usage.TotalTokens ?? ((usage.PromptTokens ?? 0) + (usage.CompletionTokens ?? 0)), priced?.CostUsd);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // As the record itself will have none.
            return default;
        }
    }

    private (TokenUsage? Usage, PricedUsage? Priced) Count(CapturedCall call, InteractionStatus status, IDialect dialect, in WireRequest request, CallReading asked, ref AnswerReading answer)
    {
        if (answer.Usage is null && UsageReader.ReadHeaders(call.ResponseHeaders) is { } counted) answer = answer with { Usage = counted };
        var usage = status is InteractionStatus.Success or InteractionStatus.Cancelled ? TokenEstimate.Complete(dialect, request, answer) : answer.Usage;
        if (usage is null) return (null, null);
        var priced = prices.Price(call.Provider, answer.Model, usage, call.Timestamp) ?? prices.Price(call.Provider, asked.Model, usage, call.Timestamp);
        return (usage, priced is { } full && BatchPrice.OfHeaders(call.ResponseHeaders) is { } factor ? BatchPrice.Of(full, factor) : priced);
    }

    /// <summary>Without the texts of classes that were dropped, or that only owners are shown: lists and search show the same to everybody.</summary>
    private static (CallReading Asked, AnswerReading Answer) Shown(PrivacyNote privacy, CallReading asked, AnswerReading answer)
    {
        if (Hides("input")) asked = asked with { Prompt = null, SystemPrompt = null, NewText = "" };
        else if (Hides("system")) asked = asked with { SystemPrompt = null };
        else if (Hides("tools")) asked = asked with { NewText = asked.Prompt ?? "" };
        if (Hides("output")) answer = answer with { Content = null, Reasoning = null, Refusal = null, ErrorMessage = null };
        if (Hides("output") || Hides("tools")) answer = answer with { ToolCalls = [] };
        return (asked, answer);

        bool Hides(string content) => privacy.Dropped.Contains(content) || privacy.Restricted.Contains(content) || privacy.Dropped.Contains(AllBodies);
    }

    private static ReadOnlyMemory<byte> Decode(Body? body, string side, Notes notes)
    {
        if (body is null) return default;
        if (DecodedBody.Find(body, out var fault) is { } decoded)
        {
            if (fault is not null) notes.Add($"the {side} {fault}");
            return decoded;
        }

        notes.Add($"the {side} is encoded in a way that cannot be read ({body.ContentEncoding})");
        return default;
    }

    private static InteractionStatus StatusOf(CapturedCall call, AnswerReading answer) => call.Outcome switch
    {
        CallOutcome.Cancelled => InteractionStatus.Cancelled,
        CallOutcome.TimedOut or CallOutcome.Expired => InteractionStatus.Timeout,
        CallOutcome.Unreachable or CallOutcome.Broken or CallOutcome.NotCached or CallOutcome.Blocked or CallOutcome.Refused or CallOutcome.Unanswered or CallOutcome.NotSent => InteractionStatus.Error,
        _ when call.HttpStatus is 408 or 504 => InteractionStatus.Timeout,
        _ when call.HttpStatus is null or >= 400 || answer.ErrorCode is not null || answer.ErrorMessage is not null => InteractionStatus.Error,
        _ => InteractionStatus.Success,
    };

    private static string? ErrorCodeOf(CapturedCall call, InteractionStatus status, AnswerReading answer) => status == InteractionStatus.Success ? null : call.Outcome switch
    {
        CallOutcome.Cancelled => "cancelled",
        CallOutcome.TimedOut => "upstream_timeout",
        CallOutcome.Unreachable => "upstream_unreachable",
        CallOutcome.Broken => "upstream_broken",
        CallOutcome.NotCached => "not_cached",
        CallOutcome.Blocked => "blocked",
        CallOutcome.Refused => "refused",
        CallOutcome.Expired => "batch_expired",
        CallOutcome.Unanswered => "batch_unanswered",
        CallOutcome.NotSent => answer.ErrorCode ?? "batch_not_sent",
        _ => answer.ErrorCode ?? call.HttpStatus?.ToString(CultureInfo.InvariantCulture) ?? "error",
    };

    private static string OperationOf(CapturedCall call) => call.Path.Length <= 512 ? $"{call.Method} {call.Path}" : $"{call.Method} {call.Path.AsSpan(0, 512)}…";

    /// <summary>What is known of a call without reading its bodies.</summary>
    private static Interaction Known(CapturedCall call, InteractionStatus status, AnswerReading answer) => new()
    {
        Id = call.Id,
        Project = call.Project,
        Timestamp = call.Timestamp,
        Kind = InteractionKind.Unknown,
        Status = status,
        Provider = call.Provider,
        Dialect = DialectCatalog.Opaque.Name,
        Operation = OperationOf(call),
        HttpStatus = call.HttpStatus,
        ErrorCode = ErrorCodeOf(call, status, answer),
        ErrorMessage = status == InteractionStatus.Success ? null : call.Error,
        UserId = call.Labels.UserId,
        SessionId = call.Labels.SessionId,
        TraceId = call.Labels.TraceId,
        SpanId = call.Labels.SpanId,
        ParentId = call.Labels.ParentId,
        PromptType = call.Labels.PromptType,
        Tags = call.Labels.Tags,
        Metadata = call.Labels.Metadata,
        IpAddress = call.Labels.IpAddress,
        Cache = call.Cache,
        Replay = call.Labels.Replay,
        PromptTemplate = call.Labels.PromptTemplate,
        Query = call.Query.Length > 1 ? call.Query : null,
        RequestHeaders = call.RequestHeaders,
        Privacy = call.Privacy,
        Security = call.Security,
        LatencyMs = call.LatencyMs,
        TtftMs = call.TtftMs,
        RequestBytes = call.Request?.Bytes.Length ?? 0,
        ResponseBytes = call.Response?.Bytes.Length ?? 0,
    };

    private static RecordedInteraction AsItIs(CapturedCall call, string error)
    {
        var unread = new AnswerReading();
        var keepsBodies = call.Privacy?.Dropped.Contains(AllBodies) != true;
        return new RecordedInteraction
        {
            Interaction = Known(call, StatusOf(call, unread), unread) with { RecordError = new Notes(call.RecordError, call.Labels.RecordError, error).Text },
            Request = keepsBodies ? call.Request : null,
            Response = keepsBodies ? call.Response : null,
            ResponseHeaders = call.ResponseHeaders,
        };
    }

    /// <summary>What was wrong, joined into one line.</summary>
    private sealed class Notes
    {
        private string? _text;

        public Notes(params ReadOnlySpan<string?> first)
        {
            foreach (var note in first) Add(note);
        }

        public string? Text => _text;

        public void Add(string? note)
        {
            if (!string.IsNullOrEmpty(note)) _text = _text is null ? note : $"{_text}; {note}";
        }
    }
}

/// <param name="Tokens">Sent and answered together; 0 where none were counted.</param>
/// <param name="CostUsd">US dollars; null where no price is known.</param>
public readonly record struct CallCost(long Tokens, decimal? CostUsd);
