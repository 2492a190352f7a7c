using Microsoft.Extensions.AI;

namespace Reprise.Client.Tools;

/// <summary>A tool that is a question to a model.</summary>
public sealed record LlmTool
{
    /// <summary>By what it is called and found again: letters, digits, <c>_</c> and <c>-</c>.</summary>
    public required string Id { get; init; }

    /// <summary>For the model that may call it.</summary>
    public string Description { get; init; } = "";

    /// <summary>What answers. Not disposed.</summary>
    public required IChatClient Client { get; init; }

    /// <summary>What the model is told before each prompt; null for nothing.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Model, temperature and the like; null for the client's.</summary>
    public ChatOptions? Options { get; init; }

    /// <summary>When the answer may come from the record; null for never.</summary>
    public ToolCachePolicy? Cache { get; init; }
}
