namespace Reprise.Interactions;

/// <summary>
/// Tokens in one definition for all providers: <see cref="PromptTokens"/> includes cached tokens, read and written. <see cref="CompletionTokens"/> is the
/// provider's own completion count; Gemini and xAI leave thinking out of it and say so only in the total, so prices are applied to
/// <see cref="BilledPromptTokens"/> and <see cref="BilledCompletionTokens"/>. Null means the provider did not say.
/// </summary>
public sealed record TokenUsage
{
    public long? PromptTokens { get; init; }
    public long? CompletionTokens { get; init; }

    /// <summary>As the provider said, else prompt and completion together.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>Part of the prompt read from the provider's cache.</summary>
    public long? CachedTokens { get; init; }

    /// <summary>Part of the prompt written to the provider's cache, whatever its lifetime.</summary>
    public long? CacheWriteTokens { get; init; }

    /// <summary>The part of <see cref="CacheWriteTokens"/> kept for an hour, which some providers bill higher.</summary>
    public long? CacheWriteHourTokens { get; init; }

    /// <summary>Tokens spent on thinking: part of the completion, or beside it (<see cref="BilledCompletionTokens"/>).</summary>
    public long? ReasoningTokens { get; init; }

    public long? PromptAudioTokens { get; init; }
    public long? CachedAudioTokens { get; init; }
    public long? CompletionAudioTokens { get; init; }
    public long? PromptImageTokens { get; init; }
    public long? CompletionImageTokens { get; init; }

    /// <summary>Text that the provider's own tools brought in, counted beside the prompt and billed as prompt (Gemini).</summary>
    public long? ToolPromptTokens { get; init; }

    /// <summary>Searches the provider ran on its own side, billed per request.</summary>
    public long? WebSearches { get; init; }

    /// <summary>The completion with the thinking that the provider counted beside it: where the total has room for both, they are apart.</summary>
    public long? BilledCompletionTokens =>
        ReasoningTokens is > 0 and var thinking && TotalTokens is { } total && total >= (PromptTokens ?? 0) + (CompletionTokens ?? 0) + thinking
            ? (CompletionTokens ?? 0) + thinking
            : CompletionTokens;

    /// <summary>The prompt with <see cref="ToolPromptTokens"/>.</summary>
    public long? BilledPromptTokens => ToolPromptTokens is { } tools ? (PromptTokens ?? 0) + tools : PromptTokens;

    /// <summary>True when the counts are ours, from text length, because the provider gave none.</summary>
    public bool Estimated { get; init; }
}
