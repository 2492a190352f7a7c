namespace Reprise.Demo.Upstream;

/// <summary>What a request asks, in one shape for all dialects: as much as the script needs.</summary>
internal sealed record Ask
{
    public required string Model { get; init; }

    /// <summary>The last user text.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>How many messages there are; part of what makes two asks differ.</summary>
    public int MessageCount { get; init; } = 1;

    /// <summary>Tool results behind the last user text: how far an agent has come.</summary>
    public int ToolResultCount { get; init; }
    public IReadOnlyList<string> Tools { get; init; } = [];
    public bool Stream { get; init; }

    /// <summary>Whether the stream ends in token counts; OpenAI leaves them out unless asked.</summary>
    public bool IncludeUsage { get; init; } = true;

    /// <summary>Whether thinking is to be shown.</summary>
    public bool Think { get; init; }

    /// <summary>Whether the caller marked its prompt for the provider's prompt cache.</summary>
    public bool Caches { get; init; }

    /// <summary>About what a tokenizer would count: a quarter of the characters.</summary>
    public int PromptTokens { get; init; }

    /// <summary>What to embed.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];
    public int Dimensions { get; init; } = 16;
    public bool Base64 { get; init; }
}
