using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>The numbers few interactions have and no filter asks for, by the names engines keep them under.</summary>
internal static class RareNumbers
{
    public static IReadOnlyList<(string Name, Func<Interaction, long?> Read)> All { get; } =
    [
        ("cache_write_hour_tokens", i => i.Usage?.CacheWriteHourTokens),
        ("prompt_audio_tokens", i => i.Usage?.PromptAudioTokens),
        ("cached_audio_tokens", i => i.Usage?.CachedAudioTokens),
        ("completion_audio_tokens", i => i.Usage?.CompletionAudioTokens),
        ("prompt_image_tokens", i => i.Usage?.PromptImageTokens),
        ("completion_image_tokens", i => i.Usage?.CompletionImageTokens),
        ("tool_prompt_tokens", i => i.Usage?.ToolPromptTokens),
        ("web_searches", i => i.Usage?.WebSearches),
        ("embedding_time_ms", i => i.EmbeddingTimeMs),
        ("retrieval_time_ms", i => i.RetrievalTimeMs),
        ("llm_time_ms", i => i.LlmTimeMs),
    ];

    /// <summary>The interaction with the numbers found under these names.</summary>
    public static Interaction Apply(Interaction interaction, Func<string, long?> find) => interaction with
    {
        EmbeddingTimeMs = find("embedding_time_ms"),
        RetrievalTimeMs = find("retrieval_time_ms"),
        LlmTimeMs = find("llm_time_ms"),
        Usage = interaction.Usage is null
            ? null
            : interaction.Usage with
            {
                CacheWriteHourTokens = find("cache_write_hour_tokens"),
                PromptAudioTokens = find("prompt_audio_tokens"),
                CachedAudioTokens = find("cached_audio_tokens"),
                CompletionAudioTokens = find("completion_audio_tokens"),
                PromptImageTokens = find("prompt_image_tokens"),
                CompletionImageTokens = find("completion_image_tokens"),
                ToolPromptTokens = find("tool_prompt_tokens"),
                WebSearches = find("web_searches"),
            },
    };
}
