using Reprise.Interactions;

namespace Reprise.Storage.ClickHouse.Rows;

/// <summary>The numbers few interactions have and no filter asks for, by name in one column.</summary>
internal static class RareNumbers
{
    private static readonly (string Name, Func<Interaction, long?> Read)[] s_all =
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

    public static void Write(RowWriter row, Interaction interaction)
    {
        var count = 0u;
        foreach (var (_, read) in s_all)
        {
            if (read(interaction) is not null) count++;
        }

        row.Varint(count);
        if (count == 0) return;
        foreach (var (name, read) in s_all)
        {
            if (read(interaction) is not { } number) continue;
            row.Text(name);
            row.Int64(number);
        }
    }

    public static Interaction Read(RowReader row, Interaction interaction)
    {
        var count = row.Varint();
        if (count == 0) return interaction;
        var numbers = new Dictionary<string, long>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++) numbers[row.Text()] = row.Int64();
        return interaction with
        {
            EmbeddingTimeMs = Number("embedding_time_ms"),
            RetrievalTimeMs = Number("retrieval_time_ms"),
            LlmTimeMs = Number("llm_time_ms"),
            Usage = interaction.Usage is null
                ? null
                : interaction.Usage with
                {
                    CacheWriteHourTokens = Number("cache_write_hour_tokens"),
                    PromptAudioTokens = Number("prompt_audio_tokens"),
                    CachedAudioTokens = Number("cached_audio_tokens"),
                    CompletionAudioTokens = Number("completion_audio_tokens"),
                    PromptImageTokens = Number("prompt_image_tokens"),
                    CompletionImageTokens = Number("completion_image_tokens"),
                    ToolPromptTokens = Number("tool_prompt_tokens"),
                    WebSearches = Number("web_searches"),
                },
        };

        long? Number(string name) => numbers.TryGetValue(name, out var value) ? value : null;
    }
}
