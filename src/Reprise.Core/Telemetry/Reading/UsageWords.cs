namespace Reprise.Telemetry;

/// <summary>The words in the name of a count, without those that say nothing: <c>promptTokensDetails.cachedTokens</c> is <c>prompt</c> and <c>cached</c>.</summary>
internal readonly struct UsageWords
{
    private static readonly string[] s_empty = ["token", "tokens", "count", "details", "detail", "usage", "num", "of", "number", "metadata", "llm"];

    private static readonly string[] s_known =
    [
        "input", "prompt", "output", "completion", "candidates", "response", "total", "cache", "cached", "caching", "creation", "write", "created", "read", "audio", "image", "reasoning", "thoughts", "thinking",
        "content", "ephemeral", "1h", "5m",
    ];

    private readonly List<string> _words;

    private UsageWords(List<string> words) => _words = words;

    public bool IsEmpty => _words.Count == 0;

    public int Unknown => _words.Count(word => !s_known.Contains(word, StringComparer.Ordinal));

    public static UsageWords Of(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= Math.Min(name.Length, 128); i++)
        {
            var isEnd = i == name.Length || !char.IsAsciiLetterOrDigit(name[i]);
            if (!isEnd && !(char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]))) continue;
            Add(words, name[start..i]);
            start = i;
        }

        return new UsageWords(words);
    }

    public bool Has(string word) => _words.Contains(word, StringComparer.Ordinal);

    private static void Add(List<string> words, string text)
    {
        var word = text.Trim('_', '.', '-', ':', ' ').ToLowerInvariant();
        if (word.Length > 0 && !s_empty.Contains(word, StringComparer.Ordinal)) words.Add(word);
    }
}
