namespace Reprise.Interactions;

/// <summary>Which headers of a request go on record: those on which the form or the content of the answer depends. No credential is among them.</summary>
public static class AnswerHeaders
{
    /// <summary>Characters of a value; no provider's own is near it.</summary>
    private const int ValueMax = 1024;

    /// <summary>Their names, in lower case and in order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["anthropic-beta", "anthropic-version", "openai-beta"];

    /// <summary>
    /// The headers to keep. A value that is too long or has characters that no header may have is left out, since half of it would say something else.
    /// </summary>
    /// <param name="find">The value of a header, several joined by a comma and a space; null when the request has it not.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        List<KeyValuePair<string, string>>? kept = null;
        foreach (var name in Names)
        {
            if (find(name) is { Length: > 0 and <= ValueMax } value && !value.AsSpan().ContainsAnyExceptInRange(' ', '~')) (kept ??= []).Add(new(name, value));
        }

        return kept ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }

    /// <summary>Of headers that somebody else says were sent; of several of one name the first.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(IEnumerable<KeyValuePair<string, string>> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Of(name => headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value);
    }
}
