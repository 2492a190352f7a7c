using System.Globalization;
using System.Text.Json;

namespace Reprise.Replay.Editing;

/// <summary>
/// What values well-known parameters take, so that a typo is told before a run of a thousand calls is refused a thousand times. Only what providers are known
/// to refuse is refused; names nobody knows pass.
/// </summary>
internal static class ParameterRules
{
    private static readonly Rule Share = new("a number from 0 to 1", static v => IsNumber(v, 0, 1));
    private static readonly Rule Penalty = new("a number from -2 to 2", static v => IsNumber(v, -2, 2));
    private static readonly Rule Limit = new("a whole number from 1", static v => IsWhole(v, 1, long.MaxValue));
    private static readonly Rule Whole = new("a whole number", static v => IsWhole(v, long.MinValue, long.MaxValue));
    private static readonly Rule FromZero = new("a whole number from 0", static v => IsWhole(v, 0, long.MaxValue));
    private static readonly Rule Flag = new("true or false", static v => v.ValueKind is JsonValueKind.True or JsonValueKind.False);
    private static readonly Rule Stops = new("a text or a list of texts", static v => v.ValueKind is JsonValueKind.String || IsTexts(v));
    private static readonly Rule Texts = new("a list of texts", IsTexts);
    private static readonly Rule Words = new("a text", static v => v.ValueKind is JsonValueKind.String);
    private static readonly Rule Two = new("a number from 0 to 2", static v => IsNumber(v, 0, 2));
    private static readonly Rule Positive = new("a number from 0", static v => IsNumber(v, 0, double.MaxValue));

    /// <exception cref="ReplayException">The value is none the provider takes; the message names those it does.</exception>
    public static void Check(string dialect, string name, RequestShape shape, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null) return;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && !shape.Holders.Contains(name[..dot], StringComparer.Ordinal)) return;
        if (Find(dialect, name[(dot + 1)..]) is not { } rule || rule.Takes(value)) return;
        throw new ReplayException(ReplayObstacles.InvalidParameter, $"The parameter '{JsonView.Shown(name)}' must be {rule.Allowed} ({dialect}).", "Leaving it as it was recorded still works.");
    }

    private static Rule? Find(string dialect, string name) => name switch
    {
        "temperature" => Family(dialect) switch { "anthropic" => Share, "ollama" or "cohere" => Positive, "bedrock" when dialect.StartsWith("bedrock.converse", StringComparison.Ordinal) => Share, _ => Two },
        "top_p" or "topP" or "min_p" => Share,
        "p" when Family(dialect) is "cohere" => new Rule("a number from 0.01 to 0.99", static v => IsNumber(v, 0.01, 0.99)),
        "k" when Family(dialect) is "cohere" => new Rule("a whole number from 0 to 500", static v => IsWhole(v, 0, 500)),
        "topK" => FromZero,
        "top_k" when Family(dialect) is "anthropic" or "ollama" => FromZero,
        "max_tokens" or "max_completion_tokens" or "max_output_tokens" or "maxOutputTokens" or "maxTokens" or "max_tokens_to_sample" or "maxTokenCount" => Limit,
        "num_ctx" when Family(dialect) is "ollama" => Limit,
        "num_predict" when Family(dialect) is "ollama" => new Rule("a whole number from -2", static v => IsWhole(v, -2, long.MaxValue)),
        "n" when Family(dialect) is "openai" or "xai" => new Rule("a whole number from 1 to 128", static v => IsWhole(v, 1, 128)),
        "candidateCount" => Limit,
        "seed" => Whole,
        "presence_penalty" or "frequency_penalty" or "presencePenalty" or "frequencyPenalty" when Family(dialect) is "openai" or "xai" or "gemini" => Penalty,
        "stop" => Stops,
        "stop_sequences" or "stopSequences" => Texts,
        "parallel_tool_calls" or "store" or "raw" => Flag,
        "logprobs" when dialect is "openai.chat" => Flag,
        "top_logprobs" when Family(dialect) is "openai" or "xai" => new Rule("a whole number from 0 to 20", static v => IsWhole(v, 0, 20)),
        "dimensions" => Limit,
        "user" or "reasoning_effort" or "service_tier" => Words,
        _ => null,
    };

    private static string Family(string dialect) => dialect.Split('.')[0];

    private static bool IsNumber(JsonElement value, double from, double to) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number >= from && number <= to;

    /// <summary>A whole number may be written with a fraction of zero.</summary>
    private static bool IsWhole(JsonElement value, long from, long to) =>
        value.ValueKind is JsonValueKind.Number
        && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.IsInteger(number) && number >= from && number <= to;

    private static bool IsTexts(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(static item => item.ValueKind is JsonValueKind.String);

    /// <param name="Allowed">For people.</param>
    /// <param name="Takes">Whether a value is one of these.</param>
    private sealed record Rule(string Allowed, Func<JsonElement, bool> Takes);
}
