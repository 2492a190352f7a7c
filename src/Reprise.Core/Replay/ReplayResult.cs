using System.Text.Json;
using Reprise.Comparison;
using Reprise.Interactions;

namespace Reprise.Replay;

/// <summary>One replay: the two calls side by side.</summary>
public sealed record ReplayResult
{
    public required ReplayedCall Original { get; init; }
    public required ReplayedCall Replay { get; init; }
    public required CallComparison Comparison { get; init; }

    /// <summary>What the other dialect had no place for.</summary>
    public IReadOnlyList<string> NotCarried { get; init; } = [];

    /// <summary>What is to be known about the original before trusting the comparison: its answer is partial, say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One side of it.</summary>
public sealed record ReplayedCall
{
    public required InteractionId InteractionId { get; init; }
    public string? Provider { get; init; }
    public string? Model { get; init; }
    public string? Prompt { get; init; }
    public string? SystemPrompt { get; init; }

    /// <summary>Everything else in the request (temperature, limits …) as a JSON object.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>The answer's text.</summary>
    public string? Response { get; init; }
    public string? FinishReason { get; init; }
    public required string Status { get; init; }
    public string? ErrorMessage { get; init; }
    public long? LatencyMs { get; init; }
    public long? TtftMs { get; init; }
    public long? PromptTokens { get; init; }
    public long? CompletionTokens { get; init; }
    public decimal? CostUsd { get; init; }
}
