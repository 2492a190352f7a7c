using System.Text.Json.Nodes;
using Reprise.Client.Documents;
using Reprise.Documents;

namespace Reprise.Mcp.Record;

/// <summary>Rows as short as they can be: what is not known is left out.</summary>
internal static class Rows
{
    public static JsonObject Of(SummaryDocument call) => Without(new JsonObject
    {
        ["interaction_id"] = call.InteractionId, ["timestamp"] = call.Timestamp, ["kind"] = call.Kind, ["name"] = call.Name, ["provider"] = call.Provider, ["model"] = call.Model,
        ["status"] = call.Status, ["error_code"] = call.ErrorCode, ["error"] = call.ErrorMessage is { } error ? Answer.Shortened(error, 200) : null, ["user_id"] = Empty(call.UserId),
        ["session_id"] = Empty(call.SessionId), ["asked"] = call.PromptPreview, ["answered"] = call.ContentPreview, ["latency_ms"] = call.Metrics?.LatencyMs, ["prompt_tokens"] = call.Metrics?.PromptTokens,
        ["completion_tokens"] = call.Metrics?.CompletionTokens, ["cost_usd"] = call.Metrics?.TotalCostUsd, ["cache"] = call.Cache?.Status, ["quality_score"] = call.QualityScore,
        ["tags"] = call.Tags is { Count: > 0 } tags ? new JsonArray([.. tags.Take(10).Select(static tag => JsonValue.Create(tag))]) : null,
    });

    public static JsonObject Of(SessionDocument session) => Without(new JsonObject
    {
        ["calls"] = session.Interactions, ["errors"] = session.Errors, ["prompt_tokens"] = session.PromptTokens, ["completion_tokens"] = session.CompletionTokens, ["cost_usd"] = session.CostUsd,
        ["first"] = session.FirstTimestamp, ["last"] = session.LastTimestamp,
    });

    public static JsonObject Of(AggregateRowDocument row, IReadOnlyList<string> groups)
    {
        var json = new JsonObject();
        if (row.Bucket is { } bucket) json["from"] = bucket;
        for (var i = 0; i < groups.Count; i++) json[groups[i]] = row.Group is { } values && i < values.Count ? values[i] : null;
        foreach (var (name, value) in new JsonObject
        {
            ["calls"] = row.Count, ["errors"] = row.Errors, ["prompt_tokens"] = row.PromptTokens, ["completion_tokens"] = row.CompletionTokens, ["cost_usd"] = row.CostUsd, ["saved_cost_usd"] = row.SavedCostUsd,
            ["latency_ms_p50"] = row.LatencyMsP50, ["latency_ms_p95"] = row.LatencyMsP95, ["ttft_ms_p50"] = row.TtftMsP50, ["quality_mean"] = row.QualityMean,
        })
        {
            if (value is not null) json[name] = value.DeepClone();
        }

        return json;
    }

    private static JsonObject Without(JsonObject row)
    {
        foreach (var (name, value) in row.ToList())
        {
            if (value is null) row.Remove(name);
        }

        return row;
    }

    private static string? Empty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
