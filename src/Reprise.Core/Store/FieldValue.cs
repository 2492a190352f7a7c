using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>Reads a field of the filter language from an interaction.</summary>
internal static class FieldValue
{
    /// <summary>A string, double, bool, DateTimeOffset, a list of strings for a set, a boxed decimal for money; null where the interaction has none.</summary>
    public static object? Of(FilterField field, Interaction interaction, FactFold facts) => field.Name switch
    {
        "id" => interaction.Id.ToString(),
        "timestamp" => interaction.Timestamp,
        "kind" => Words.Of(interaction.Kind),
        "name" => interaction.Name,
        "provider" => interaction.Provider,
        "dialect" => interaction.Dialect,
        "model" => interaction.Model,
        "response_model" => interaction.ResponseModel,
        "status" => Words.Of(interaction.Status),
        "http_status" => Number(interaction.HttpStatus),
        "error_code" => interaction.ErrorCode,
        "user" => interaction.UserId,
        "session" => interaction.SessionId,
        "trace" => interaction.TraceId,
        "parent" => interaction.ParentId,
        "prompt_type" => interaction.PromptType,
        "tag" => interaction.Tags,
        "stream" => interaction.Streamed,
        "finish_reason" => interaction.FinishReason,
        "ip" => interaction.IpAddress,
        "country" => interaction.Country,
        "prompt_tokens" => Number(interaction.Usage?.PromptTokens),
        "completion_tokens" => Number(interaction.Usage?.CompletionTokens),
        "total_tokens" => Number(interaction.Usage?.TotalTokens),
        "cached_tokens" => Number(interaction.Usage?.CachedTokens),
        "cache_write_tokens" => Number(interaction.Usage?.CacheWriteTokens),
        "reasoning_tokens" => Number(interaction.Usage?.ReasoningTokens),
        "estimated" => interaction.Usage?.Estimated,
        "latency_ms" => Number(interaction.LatencyMs),
        "ttft_ms" => Number(interaction.TtftMs),
        "cost_usd" => facts.CostUsd ?? interaction.CostUsd,
        "saved_cost_usd" => interaction.SavedCostUsd,
        "cache" => interaction.Cache?.Status,
        "cache_policy" => interaction.Cache?.Policy,
        "cache_reason" => interaction.Cache?.Reason,
        "cache_similarity" => interaction.Cache?.Similarity,
        "cache_source" => interaction.Cache?.SourceInteractionId?.ToString(),
        "replay_of" => interaction.Replay?.Of?.ToString(),
        "replay_run" => interaction.Replay?.Run,
        "prompt_template" => interaction.PromptTemplate,
        "sensitivity" => interaction.Security?.Sensitivity,
        "injection_score" => interaction.Security?.InjectionScore,
        "prompt_entropy" => interaction.Security?.PromptEntropy,
        "yara" => Set(interaction.Security?.YaraMatches),
        "secret" => Set(interaction.Security?.Secrets),
        "token" => Set(interaction.Security?.Tokens),
        "security_action" => interaction.Security?.Action,
        "redacted" => Set(interaction.Privacy?.Counts.Keys.ToArray()),
        "privacy_policy" => interaction.Privacy?.Policy,
        "quality" => facts.Quality ?? interaction.QualityScore,
        "flagged" => facts.Flagged,
        "rating" => facts.Rating,
        "label" => facts.Labels.Keys.ToArray(),
        "prompt_hash" => interaction.PromptHash,
        "input_hash" => interaction.InputHash,
        "record_error" => interaction.RecordError,
        "request_bytes" => (double)interaction.RequestBytes,
        "response_bytes" => (double)interaction.ResponseBytes,
        var name when name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal) =>
            facts.Labels.GetValueOrDefault(name[FilterFields.LabelPrefix.Length..]),
        var name when name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal) =>
            Metadata(interaction.Metadata, name[FilterFields.MetadataPrefix.Length..]),
        _ => throw new ArgumentException($"'{field.Name}' is not a field of the filter language.", nameof(field)),
    };

    /// <summary>The text by which aggregates group: one per value, none where the interaction has none.</summary>
    public static IReadOnlyList<string> Groups(FilterField field, Interaction interaction, FactFold facts) => Of(field, interaction, facts) switch
    {
        null => [],
        IReadOnlyList<string> many => many.Distinct(StringComparer.Ordinal).ToArray(),
        bool flag => [flag ? "true" : "false"],
        double number => [number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)],
        var value => [(string)value],
    };

    /// <summary>A top-level value of a JSON object as text: strings as they are, null as missing, anything else as it stands in the JSON.</summary>
    public static string? Metadata(string? json, string key)
    {
        if (string.IsNullOrEmpty(json)) return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind is not JsonValueKind.Object || !document.RootElement.TryGetProperty(key, out var value)) return null;
            return Text(value);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>All top-level values of a JSON object, as <see cref="Metadata"/> reads them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> AllMetadata(string? json)
    {
        if (string.IsNullOrEmpty(json)) yield break;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            yield break;
        }

        using (document)
        {
            if (document.RootElement.ValueKind is not JsonValueKind.Object) yield break;
            foreach (var property in document.RootElement.EnumerateObject())
            {
                string? text;
                string name;
                try
                {
                    text = Text(property.Value);
                    name = property.Name;
                }
                catch (InvalidOperationException)
                {
                    continue;
                }

                if (text is not null) yield return new KeyValuePair<string, string>(name, text);
            }
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static IReadOnlyList<string> Set(IReadOnlyList<string>? texts) => texts ?? [];

    private static double? Number(long? value) => value;
}
