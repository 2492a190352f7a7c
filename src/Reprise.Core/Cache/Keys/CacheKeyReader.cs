using Reprise.Cache.Policies;

namespace Reprise.Cache.Keys;

/// <summary>Reads the key of a request. Never throws on any input; what cannot be read is refused.</summary>
public static class CacheKeyReader
{
    /// <summary>Headers whose values are part of the key.</summary>
    public static IReadOnlyCollection<string> TellingHeaders { get; } = ["anthropic-version", "anthropic-beta", "openai-beta"];

    /// <param name="request">The request.</param>
    /// <param name="scope">Who may share the answer.</param>
    /// <param name="policy">What may be matched: temperature, tools, length.</param>
    public static CacheKey Read(in CacheRequest request, in CacheScope scope, CachePolicy policy) => throw new NotSupportedException();

    /// <summary>The key of a logged tool call, check or command: its name and its input. Of an input that is a JSON object the longest text among its values is the text, and the rest is exact.</summary>
    /// <param name="kind">As recorded.</param>
    /// <param name="name">The tool.</param>
    /// <param name="input">Text, or JSON.</param>
    /// <param name="scope">Who may share the answer.</param>
    /// <param name="policy">What may be matched.</param>
    public static CacheKey ReadTool(string kind, string name, string input, in CacheScope scope, CachePolicy policy) => throw new NotSupportedException();
}
