namespace Reprise.Interactions;

/// <summary>
/// Tokens as billed, in one definition for all providers: <see cref="PromptTokens"/> includes cached tokens, read and written, and
/// <see cref="CompletionTokens"/> includes reasoning. The other counts are parts of these two. Null means the provider did not say.
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

    /// <summary>Part of the completion spent on thinking.</summary>
    public long? ReasoningTokens { get; init; }

    public long? PromptAudioTokens { get; init; }
    public long? CachedAudioTokens { get; init; }
    public long? CompletionAudioTokens { get; init; }
    public long? PromptImageTokens { get; init; }
    public long? CompletionImageTokens { get; init; }

    /// <summary>Searches the provider ran on its own side, billed per request.</summary>
    public long? WebSearches { get; init; }

    /// <summary>True when the counts are ours, from text length, because the provider gave none.</summary>
    public bool Estimated { get; init; }
}
