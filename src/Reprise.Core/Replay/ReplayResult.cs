using System.Text.Json;
using Reprise.Comparison;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Replay;

/// <summary>One replay: the two calls side by side.</summary>
public sealed record ReplayResult
{
    public required ReplayedCall Original { get; init; }
    public required ReplayedCall Replay { get; init; }
    public required CallComparison Comparison { get; init; }

    /// <summary>What the other dialect had no place for.</summary>
    public IReadOnlyList<string> NotCarried { get; init; } = [];

    /// <summary>What is to be known about the original before trusting the comparison: its answer is partial, say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One side of it.</summary>
public sealed record ReplayedCall
{
    public required InteractionId InteractionId { get; init; }
    public string? Provider { get; init; }
    public string? Model { get; init; }
    public string? Prompt { get; init; }
    public string? SystemPrompt { get; init; }

    /// <summary>Everything else in the request (temperature, limits …) as a JSON object.</summary>
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

    /// <summary>Reads both bodies with the call's own dialect; where one is gone, what the columns still know of it. Never throws.</summary>
    public static ReplayedCall Of(RecordedInteraction record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var i = record.Interaction;
        var dialect = DialectCatalog.OfRecord(i.Dialect);
        var operation = HttpOperation.Of(i.Operation);
        var request = record.Request is { } sent && DecodedBody.Find(sent) is { } asked ? dialect.ReadRequest(new WireRequest(operation.Method, operation.Path, asked, sent.ContentType), details: true) : null;
        var answer = record.Response is { } came && DecodedBody.Find(came) is { } said ? dialect.ReadResponse(new WireResponse(i.HttpStatus ?? 200, said, came.ContentType)) : null;
        return new ReplayedCall
        {
            InteractionId = i.Id,
            Provider = i.Provider,
            Model = i.Model,
            Prompt = request is null ? i.PromptPreview : request.Prompt,
            SystemPrompt = request?.SystemPrompt,
            Parameters = RecordJson.Find(request?.Parameters) is { ValueKind: JsonValueKind.Object } parameters ? parameters : null,
            Response = answer is null ? i.ContentPreview : answer.Content,
            FinishReason = i.FinishReason,
            Status = Words.Of(i.Status),
            ErrorMessage = i.ErrorMessage,
            LatencyMs = i.LatencyMs,
            TtftMs = i.TtftMs,
            PromptTokens = i.Usage?.PromptTokens,
            CompletionTokens = i.Usage?.CompletionTokens,
            CostUsd = i.CostUsd,
        };
    }
}
