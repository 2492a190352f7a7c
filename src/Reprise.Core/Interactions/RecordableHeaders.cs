namespace Reprise.Interactions;

/// <summary>Headers of answers that may be recorded.</summary>
public static class RecordableHeaders
{
    private static readonly string[] s_kept = ["x-request-id", "request-id", "retry-after", "openai-", "anthropic-", "x-ratelimit-", "ratelimit-", "x-amzn-", "x-ms-", "apim-request-id", "x-groq-", "server-timing"];

    /// <summary>Whether a header of an answer is worth recording: request ids and rate limits. Never cookies.</summary>
    public static bool IsKept(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var prefix in s_kept)
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
