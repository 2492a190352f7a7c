using System.Collections.Frozen;
using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Cache.Answers;

/// <summary>
/// Which ways to end an answer are ways to end it well. A word nobody knows is none: what a filter, a fault or a provider in a hurry cut short would be given to
/// everybody who asks the same. Reaching the limit of tokens is fine, since the limit is part of the key, and so is a refusal.
/// </summary>
internal static class FinishReasons
{
    private static readonly FrozenSet<string> s_good = new[]
    {
        "stop", "length", "tool_calls", "function_call", "eos", "eos_token", "stop_sequence", "end_turn", "max_tokens", "tool_use", "refusal", "completed",
        "complete", "tool_call", "model_length", "model_context_window_exceeded", "end", "finish", "endoftext", "1", "2",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_filtered = new[]
    {
        "content_filter", "content_filtered", "safety", "recitation", "blocklist", "prohibited_content", "spii", "guardrail_intervened", "error_toxic",
        "image_safety", "image_prohibited_content", "image_recitation", "sensitive", "language", "3", "4", "moderation", "model_armor",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="reason">The provider's word; null where it gives none, which is no fault.</param>
    /// <param name="answer">The whole answer, for those whose word leaves the reason to another property.</param>
    public static string? WhyNot(string? reason, ReadOnlySpan<byte> answer)
    {
        if (string.IsNullOrEmpty(reason) || s_good.Contains(reason)) return null;
        if (s_filtered.Contains(reason)) return CacheReasons.AnswerFiltered;
        if (!reason.Equals("incomplete", StringComparison.OrdinalIgnoreCase)) return CacheReasons.AnswerIncomplete;
        return DetailOf(answer) switch
        {
            "max_output_tokens" => null,
            "content_filter" => CacheReasons.AnswerFiltered,
            _ => CacheReasons.AnswerIncomplete,
        };
    }

    /// <summary>Why OpenAI's Responses say that they are incomplete: whole, or in the last event of the stream.</summary>
    private static string? DetailOf(ReadOnlySpan<byte> answer)
    {
        string? reason = null;
        if (!SseReader.Recognises(answer)) return Detail(answer);
        for (var events = new SseReader(answer); events.Next();) reason = Detail(events.Data) ?? reason;
        return reason;
    }

    private static string? Detail(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("incomplete_details"u8) < 0) return null;
        using var document = JsonDocument.Parse(json.ToArray());
        var root = document.RootElement;
        if (root.ValueKind is JsonValueKind.Object && root.TryGetProperty("response", out var inner)) root = inner;
        return root.ValueKind is JsonValueKind.Object && root.TryGetProperty("incomplete_details", out var details) && details.ValueKind is JsonValueKind.Object
            && details.TryGetProperty("reason", out var reason) && reason.ValueKind is JsonValueKind.String ? reason.GetString() : null;
    }
}
