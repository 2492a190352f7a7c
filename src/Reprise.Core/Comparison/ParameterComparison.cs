using System.Text.Json;

namespace Reprise.Comparison;

/// <summary>Whether two requests were sent with the same parameters and tools.</summary>
internal static class ParameterComparison
{
    /// <summary>One name for what dialects call differently.</summary>
    private static readonly Dictionary<string, string> s_plainNames = new(StringComparer.Ordinal)
    {
        ["max_completion_tokens"] = "max_tokens", ["max_output_tokens"] = "max_tokens", ["maxOutputTokens"] = "max_tokens", ["maxTokens"] = "max_tokens", ["num_predict"] = "max_tokens",
        ["topP"] = "top_p", ["p"] = "top_p", ["topK"] = "top_k", ["k"] = "top_k", ["stop_sequences"] = "stop", ["stopSequences"] = "stop",
        ["presencePenalty"] = "presence_penalty", ["frequencyPenalty"] = "frequency_penalty",
    };

    /// <summary>Objects in which some dialects keep what others have beside the messages.</summary>
    private static readonly string[] s_wrappers = ["generationConfig", "inferenceConfig", "options", "parameters"];

    /// <summary>As JSON values: neither order nor spelling counts, and no parameters are the same as an empty object.</summary>
    public static bool AreEqual(string? original, string? replay)
    {
        using var one = Read(original);
        using var other = Read(replay);
        return JsonEquality.AreEqual(one.RootElement, other.RootElement);
    }

    /// <summary>Between two dialects only what both can say counts: temperature, limits, penalties, seed and stop words, by whatever name.</summary>
    public static bool AreAlike(string? original, string? replay)
    {
        using var one = Read(original);
        using var other = Read(replay);
        var (before, after) = (Plain(one.RootElement), Plain(other.RootElement));
        return before.Count == after.Count && before.All(pair => after.TryGetValue(pair.Key, out var value) && AreAlike(pair.Value, value));
    }

    /// <summary>One stop word and a list of just that one ask for the same.</summary>
    private static bool AreAlike(JsonElement one, JsonElement other)
    {
        if (one.ValueKind == JsonValueKind.String && other.ValueKind == JsonValueKind.Array) (one, other) = (other, one);
        return one.ValueKind == JsonValueKind.Array && other.ValueKind == JsonValueKind.String
            ? one.GetArrayLength() == 1 && JsonEquality.AreEqual(one[0], other)
            : JsonEquality.AreEqual(one, other);
    }

    private static JsonDocument Read(string? parameters) =>
        JsonAnswer.FindAny(parameters) is { RootElement.ValueKind: JsonValueKind.Object or JsonValueKind.Array } read ? read : JsonDocument.Parse("{}");

    private static Dictionary<string, JsonElement> Plain(JsonElement parameters)
    {
        var plain = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (parameters.ValueKind == JsonValueKind.Object) Add(parameters, plain, isWrapped: false);
        return plain;
    }

    private static void Add(JsonElement parameters, Dictionary<string, JsonElement> plain, bool isWrapped)
    {
        foreach (var (name, value) in JsonAnswer.Properties(parameters))
        {
            if (!isWrapped && value.ValueKind == JsonValueKind.Object && s_wrappers.Contains(name, StringComparer.Ordinal)) Add(value, plain, isWrapped: true);
            var word = s_plainNames.GetValueOrDefault(name, name);
            if (word is "max_tokens" or "temperature" or "top_p" or "top_k" or "stop" or "seed" or "presence_penalty" or "frequency_penalty" && value.ValueKind != JsonValueKind.Null) plain[word] = value;
        }
    }
}
