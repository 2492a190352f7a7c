using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Reprise.Replay;

/// <summary>A replay as the API tells it.</summary>
public sealed record ReplayResultDocument
{
    public required ReplayedCallDocument Original { get; init; }

    /// <summary>The first replay; left out when nothing was sent.</summary>
    public ReplayedCallDocument? Replay { get; init; }

    /// <summary>Of the first replay with the original; left out when nothing was sent.</summary>
    public ComparisonDocument? Comparison { get; init; }

    /// <summary>What was sent, or would be.</summary>
    public required ReplayRequestDocument Request { get; init; }

    /// <summary>What is to be known before the two sides are compared.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>Every replay in order, when the call was sent several times.</summary>
    public IReadOnlyList<ReplayTimeDocument>? Replays { get; init; }

    /// <summary>Of all replays together, when the call was sent several times.</summary>
    public ReplaySummary? Summary { get; init; }

    /// <param name="outcome">What came of it.</param>
    /// <param name="body">Whether the request's body is wanted too.</param>
    public static ReplayResultDocument Of(ReplayOutcome outcome, bool body)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var first = outcome.Results is [var result, ..] ? result : null;
        var notes = outcome.Results.SelectMany(static each => each.Notes).Distinct(StringComparer.Ordinal).ToList();
        return new ReplayResultDocument
        {
            Original = ReplayedCallDocument.Of(outcome.Original),
            Replay = first is null ? null : ReplayedCallDocument.Of(first.Replay),
            Comparison = first is null ? null : ComparisonDocument.Of(first.Comparison),
            Request = ReplayRequestDocument.Of(outcome.Request, body),
            Notes = notes.Count == 0 ? null : notes,
            Replays = outcome.Results.Count < 2 ? null : [.. outcome.Results.Select(static each => new ReplayTimeDocument { Replay = ReplayedCallDocument.Of(each.Replay), Comparison = ComparisonDocument.Of(each.Comparison) })],
            Summary = outcome.Summary,
        };
    }
}

/// <summary>One of several replays.</summary>
public sealed record ReplayTimeDocument
{
    public required ReplayedCallDocument Replay { get; init; }
    public required ComparisonDocument Comparison { get; init; }
}

/// <summary>One side of a replay.</summary>
public sealed record ReplayedCallDocument
{
    public required string InteractionId { get; init; }
    public string? Provider { get; init; }
    public string? Model { get; init; }

    /// <summary>The last user text.</summary>
    public string? Prompt { get; init; }
    public string? SystemPrompt { get; init; }

    /// <summary>Everything else in the request: temperature, limits …</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>The answer's text.</summary>
    public string? Response { get; init; }
    public string? FinishReason { get; init; }
    public required string Status { get; init; }
    public string? ErrorMessage { get; init; }
    public long? LatencyMs { get; init; }
    public long? TtftMs { get; init; }
    public long? PromptTokens { get; init; }
    public long? CompletionTokens { get; init; }
    public decimal? CostUsd { get; init; }

    public static ReplayedCallDocument Of(ReplayedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new ReplayedCallDocument
        {
            InteractionId = call.InteractionId.ToString(),
            Provider = call.Provider,
            Model = call.Model,
            Prompt = call.Prompt,
            SystemPrompt = call.SystemPrompt,
            Parameters = call.Parameters,
            Response = call.Response,
            FinishReason = call.FinishReason,
            Status = call.Status,
            ErrorMessage = call.ErrorMessage,
            LatencyMs = call.LatencyMs,
            TtftMs = call.TtftMs,
            PromptTokens = call.PromptTokens,
            CompletionTokens = call.CompletionTokens,
            CostUsd = call.CostUsd,
        };
    }
}

/// <summary>The request of a replay.</summary>
public sealed record ReplayRequestDocument
{
    public required string Provider { get; init; }

    /// <summary>The wire format of the body.</summary>
    public required string Dialect { get; init; }
    public required string Method { get; init; }

    /// <summary>Below the provider's base URL, with its query.</summary>
    public required string Path { get; init; }
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The exact body, when it was asked for and is text.</summary>
    public string? Body { get; init; }

    /// <summary>The exact body, when it was asked for and is no text.</summary>
    public string? BodyBase64 { get; init; }

    /// <summary>What the other provider's wire format has no place for.</summary>
    public IReadOnlyList<string>? NotCarried { get; init; }

    public static ReplayRequestDocument Of(ReplayRequest request, bool body)
    {
        ArgumentNullException.ThrowIfNull(request);
        var isText = Utf8.IsValid(request.Body.Span);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in request.Headers) headers[name] = value;
        return new ReplayRequestDocument
        {
            Provider = request.Provider,
            Dialect = request.Dialect,
            Method = request.Method,
            Path = request.Path + request.Query,
            Headers = headers.Count == 0 ? null : headers,
            Body = body && isText ? Encoding.UTF8.GetString(request.Body.Span) : null,
            BodyBase64 = body && !isText ? Convert.ToBase64String(request.Body.Span) : null,
            NotCarried = request.NotCarried.Count == 0 ? null : request.NotCarried,
        };
    }
}
