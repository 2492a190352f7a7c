namespace Reprise.Wire;

/// <summary>
/// Which paths speak which dialect. The first rule that fits wins, so the special stand before the general. A rule with a family holds only for providers of
/// that family, a rule for reads only for GET, HEAD and DELETE.
/// </summary>
internal static class PathRules
{
    private static readonly PathRule[] Rules =
    [
        // OpenAI and everybody like it.
        new("/chat/completions", "xai.chat", Family: "xai"),
        new("/chat/completions", "openai.chat"),
        new("/completions", "openai.completions"),
        new("/responses/input_tokens", "openai.count_tokens"),
        new("/responses", "openai.responses"),
        new("/responses/*", "openai.responses_read", Reads: true),
        new("/embeddings", "ollama.embed", Before: "/api"),
        new("/embeddings", "openai.embeddings"),
        new("/contextualizedembeddings", "openai.embeddings"),
        new("/multimodalembeddings", "openai.embeddings"),
        new("/models", "openai.models", Reads: true),
        new("/models/*", "openai.models", Reads: true),

        // Anthropic, at home and on Vertex. OpenAI's threads have messages as well.
        new("/messages/count_tokens", "anthropic.count_tokens"),
        new("/messages", "json", Contains: "/threads/"),
        new("/messages", "anthropic.messages"),
        new("/complete", "anthropic.messages", Family: "anthropic"),
        new("/complete", "text.generate"),
        new(":rawPredict", "anthropic.messages", Contains: "/anthropic/"),
        new(":streamRawPredict", "anthropic.messages", Contains: "/anthropic/"),
        new(":rawPredict", "openai.chat"),
        new(":streamRawPredict", "openai.chat"),

        // Google.
        new(":generateContent", "gemini.generate"),
        new(":streamGenerateContent", "gemini.generate"),
        new("/interactions", "gemini.interactions"),
        new(":countTokens", "gemini.count_tokens"),
        new(":embedContent", "gemini.embeddings"),
        new(":batchEmbedContents", "gemini.embeddings"),
        new(":predict", "gemini.embeddings", Contains: "embed"),

        // Bedrock.
        new("/converse", "bedrock.converse"),
        new("/converse-stream", "bedrock.converse_stream"),
        new("/count-tokens", "bedrock.count_tokens"),
        new("/invoke", "bedrock.embed", Contains: "embed"),
        new("/invoke", "rerank", Contains: "rerank"),
        new("/invoke", "bedrock.invoke"),
        new("/invoke-with-response-stream", "bedrock.invoke_stream"),

        // Ollama.
        new("/api/chat", "ollama.chat"),
        new("/api/generate", "ollama.generate"),
        new("/api/embed", "ollama.embed"),

        // Cohere, and those whose chat is called the same.
        new("/v2/chat", "cohere.chat"),
        new("/chat", "cohere.chat", Family: "cohere"),
        new("/generate", "cohere.chat", Family: "cohere"),
        new("/embed", "cohere.embed"),
        new("/rerank", "rerank"),
        new("/text/chat", "openai.chat"),
        new("/text/chat_stream", "openai.chat"),
        new("/v1/chat", "openai.chat"),

        // Text in, text out.
        new("/generation/text", "text.generate"),
        new("/generation/text_stream", "text.generate"),
        new("/text/generation", "text.generate"),
        new("/text/generation_stream", "text.generate"),
        new("/invocations", "text.generate"),
        new("/generate", "text.generate"),
        new("/generate_stream", "text.generate"),
        new("/predictions", "replicate"),
        new("/predictions/*", "replicate", Reads: true),
    ];

    /// <summary>The dialect's name, or null when no rule fits.</summary>
    public static string? Find(string path, string? family, bool isRead)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var bare = (query < 0 ? path.AsSpan() : path.AsSpan(0, query)).TrimEnd('/');
        foreach (var rule in Rules)
        {
            if (rule.Family is not null && rule.Family != family) continue;
            if (isRead != rule.Reads) continue;
            if (rule.Contains is not null && !bare.Contains(rule.Contains, StringComparison.OrdinalIgnoreCase)) continue;
            if (Fits(bare, rule)) return rule.Dialect;
        }

        return null;
    }

    private static bool Fits(ReadOnlySpan<char> path, PathRule rule)
    {
        if (rule.Ending.EndsWith("/*", StringComparison.Ordinal))
        {
            var last = path.LastIndexOf('/');
            return last > 0 && path[..last].EndsWith(rule.Ending.AsSpan(0, rule.Ending.Length - 2), StringComparison.Ordinal);
        }

        if (!path.EndsWith(rule.Ending, StringComparison.Ordinal))
        {
            // A base URL may end where a rule begins, so a path may lack its first slash.
            return path.SequenceEqual(rule.Ending.AsSpan(1)) && rule.Ending[0] == '/';
        }

        return rule.Before is null || path[..^rule.Ending.Length].EndsWith(rule.Before, StringComparison.Ordinal);
    }
}

/// <param name="Ending">How the path ends; <c>/*</c> stands for one more segment.</param>
/// <param name="Dialect">The dialect's name.</param>
/// <param name="Family">Only for providers of this family.</param>
/// <param name="Contains">Only where the path holds this.</param>
/// <param name="Before">Only where this stands right before the ending.</param>
/// <param name="Reads">Whether it holds for GET, HEAD and DELETE, and not for the rest.</param>
internal readonly record struct PathRule(string Ending, string Dialect, string? Family = null, string? Contains = null, string? Before = null, bool Reads = false);
