namespace Reprise.Comparison;

/// <summary>The words of different providers for why an answer ended, as far as they mean the same.</summary>
internal static class FinishReasons
{
    /// <summary>
    /// <c>stop</c>, <c>length</c>, <c>filter</c>, or the word itself in lower case. Ending for a tool call is <c>stop</c>: some providers have no word of their own for
    /// it, and the calls are compared by themselves.
    /// </summary>
    public static string? Plain(string? reason) => reason?.ToLowerInvariant() switch
    {
        "stop" or "end_turn" or "complete" or "completed" or "stop_sequence" or "eos" or "eos_token" or "endoftext" or "end_of_text" or "done" or "finished" => "stop",
        "tool_calls" or "tool_call" or "tool_use" or "function_call" => "stop",
        "length" or "max_tokens" or "max_output_tokens" or "incomplete" or "model_context_window_exceeded" or "max_length" => "length",
        "content_filter" or "content_filtered" or "safety" or "refusal" or "guardrail_intervened" or "recitation" or "blocklist" or "prohibited_content" or "spii" or "error_toxic" => "filter",
        null or "" => null,
        var other => other,
    };
}
