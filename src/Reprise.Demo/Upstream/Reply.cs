namespace Reprise.Demo.Upstream;

/// <summary>What the script answers, before a dialect dresses it.</summary>
internal sealed record Reply
{
    /// <summary>24 hex digits; dialects put their own prefix before it.</summary>
    public required string Id { get; init; }

    /// <summary>The dated name providers answer with.</summary>
    public required string Model { get; init; }
    public DateTimeOffset Created { get; init; }
    public string Text { get; init; } = "";
    public string? Reasoning { get; init; }
    public bool Refuses { get; init; }
    public bool Truncated { get; init; }
    public IReadOnlyList<ReplyTool> Tools { get; init; } = [];
    public bool ShowUsage { get; init; } = true;

    /// <summary>Includes the cached ones.</summary>
    public int PromptTokens { get; init; }
    public int CachedTokens { get; init; }
    public int CacheWriteTokens { get; init; }

    /// <summary>Includes the reasoning ones.</summary>
    public int CompletionTokens { get; init; }
    public int ReasoningTokens { get; init; }

    /// <summary>How long until the first byte and between two pieces, at pace 1.</summary>
    public TimeSpan FirstDelay { get; init; }
    public TimeSpan PieceDelay { get; init; }

    /// <summary>The provider's word for how it ended.</summary>
    public string FinishAs(string stop, string length, string tools, string refusal) =>
        Refuses ? refusal : Tools.Count > 0 ? tools : Truncated ? length : stop;

    /// <summary>A text as a model would stream it: a few words at a time. The pieces joined are the text.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != ' ' || ++words % 3 != 0) continue;
            yield return text[start..i];
            start = i;
        }

        if (start < text.Length) yield return text[start..];
    }
}

/// <param name="Id">The call's id, without a provider's prefix.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object as text.</param>
internal sealed record ReplyTool(string Id, string Name, string Arguments);
