using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Server.Assembling;

/// <summary>A record as a piece would have said it: without what we found out ourselves (hashes, prices, sums, scanning), which is found out again for the amended one.</summary>
internal static class StoredDocument
{
    public static InteractionDocument Of(DocumentWriter writer, RecordedInteraction record)
    {
        var i = record.Interaction;
        var document = writer.Write(record with { Facts = [] }, bodies: i.Dialect != DocumentWriter.OwnDialect);
        return document with
        {
            InteractionId = null,
            Project = null,
            UserId = Said(document.UserId),
            SessionId = Said(document.SessionId),
            InputHash = null,
            PromptHash = null,
            Security = null,
            Stream = i.Streamed ? true : null,
            Request = record.Request is null ? null : Request(document.Request),
            Response = record.Response is null ? null : Response(document.Response),
            Metrics = document.Metrics is { } metrics ? Metrics(metrics) : null,
        };
    }

    /// <summary>Beside messages, prompt and system prompt are read from them.</summary>
    private static RequestDocument? Request(RequestDocument? request) => request is not { Messages: { Count: > 0 } messages } ? request : request with
    {
        Prompt = messages.Any(static message => message.Role == "user") ? null : request.Prompt,
        SystemPrompt = messages.Any(static message => message.Role is "system" or "developer") ? null : request.SystemPrompt,
    };

    private static ResponseDocument? Response(ResponseDocument? response) => response is null ? null : response with { CompletionTokens = null };

    private static MetricsDocument Metrics(MetricsDocument metrics) => metrics with
    {
        TotalTokens = metrics.TotalTokens == metrics.PromptTokens + (metrics.CompletionTokens ?? 0) ? null : metrics.TotalTokens,
        TotalCostUsd = metrics.PriceVersion is null ? metrics.TotalCostUsd : null,
        PriceVersion = null,
        Estimated = metrics.Estimated is true ? true : null,
    };

    private static string? Said(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
