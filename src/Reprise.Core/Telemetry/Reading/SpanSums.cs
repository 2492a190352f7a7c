using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Tokens of a step that are the sum of its calls, as metadata.</summary>
internal static class SpanSums
{
    public static JsonElement Of(MetricsDocument sums) => TelemetryJson.Object(
        new (string Name, long? Count)[]
            {
                ("prompt_tokens", sums.PromptTokens), ("completion_tokens", sums.CompletionTokens), ("total_tokens", sums.TotalTokens), ("cached_tokens", sums.CachedTokens),
                ("cache_write_tokens", sums.CacheWriteTokens), ("reasoning_tokens", sums.ReasoningTokens), ("prompt_audio_tokens", sums.PromptAudioTokens), ("completion_audio_tokens", sums.CompletionAudioTokens),
            }
            .Where(one => one.Count is not null).Select(one => new KeyValuePair<string, JsonElement>(one.Name, TelemetryJson.Of(new TelemetryValue(one.Count)))));
}
