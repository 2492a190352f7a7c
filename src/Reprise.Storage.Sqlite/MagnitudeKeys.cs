namespace Reprise.Storage.Sqlite;

/// <summary>
/// Keys for how large a number is, in half powers of two: a search for rare numbers (the slowest, the dearest) starts from the few rows of those sizes instead
/// of walking over all.
/// </summary>
internal static class MagnitudeKeys
{
    public const char Latency = 'l';
    public const char Cost = 'c';
    public const char PromptTokens = 'q';
    public const char CompletionTokens = 'r';
    public const int LastStep = 127;

    public static char? KindOf(string field) => field switch
    {
        "latency_ms" => Latency,
        "cost_usd" => Cost,
        "prompt_tokens" => PromptTokens,
        "completion_tokens" => CompletionTokens,
        _ => null,
    };

    /// <summary>Never falls as the value grows. Everything below 1 is step 0.</summary>
    public static int Step(double value) => value < 1 ? 0 : (int)Math.Min(LastStep, 1 + (2 * Math.Log2(value)));
}
