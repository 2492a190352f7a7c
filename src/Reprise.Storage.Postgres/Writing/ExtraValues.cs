using System.Buffers;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>The values few interactions have and no filter asks for, together in one JSON column; null when there are none.</summary>
internal static class ExtraValues
{
    private static readonly (string Name, Func<Interaction, long?> Read)[] s_numbers =
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

    public static string? Write(Interaction interaction)
    {
        if (!HasAny(interaction)) return null;
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, read) in s_numbers)
            {
                if (read(interaction) is { } number) json.WriteNumber(name, number);
            }

            if (interaction.Cache is { } cache)
            {
                if (cache.Similarity is { } similarity) json.WriteNumber("cache_similarity", similarity);
                if (cache.SourceInteractionId is { } source) json.WriteString("cache_source", source.ToString());
                if (cache.Reason is not null) json.WriteString("cache_reason", PostgresText.Encode(cache.Reason));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static Interaction Read(string text, Interaction interaction)
    {
        using var document = JsonDocument.Parse(text);
        var values = document.RootElement;
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
            Cache = interaction.Cache is null
                ? null
                : interaction.Cache with
                {
                    Similarity = values.TryGetProperty("cache_similarity", out var similarity) ? similarity.GetDouble() : null,
                    SourceInteractionId = values.TryGetProperty("cache_source", out var source) ? InteractionId.Parse(source.GetString()!) : null,
                    Reason = values.TryGetProperty("cache_reason", out var reason) ? PostgresText.Decode(reason.GetString()) : null,
                },
        };

        long? Number(string name) => values.TryGetProperty(name, out var value) ? value.GetInt64() : null;
    }

    private static bool HasAny(Interaction interaction)
    {
        if (interaction.Cache is { } cache && (cache.Similarity is not null || cache.SourceInteractionId is not null || cache.Reason is not null)) return true;
        foreach (var (_, read) in s_numbers)
        {
            if (read(interaction) is not null) return true;
        }

        return false;
    }
}
