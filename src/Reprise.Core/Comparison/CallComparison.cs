namespace Reprise.Comparison;

/// <summary>
/// How a second call differs from a first: what was asked, what was answered, and what it took. Similarities are 0 to 1, 1 is the same; what cannot be told is null.
/// </summary>
public sealed record CallComparison
{
    /// <summary>Words in common over words of both, of the last user texts.</summary>
    public required double PromptSimilarity { get; init; }

    /// <summary>Words in common over words of both, of the answers' texts; 1 when neither has any.</summary>
    public required double ResponseSimilarity { get; init; }
    public required bool PromptModified { get; init; }
    public required bool SystemModified { get; init; }
    public required bool ParamsModified { get; init; }
    public required bool ModelModified { get; init; }

    /// <summary>Whether the answers say the same to a program: equal text (or equal JSON), equal tool calls, both answered or both failed.</summary>
    public required bool Same { get; init; }

    /// <summary>Cosine of the answers' embeddings; null when one of them has no text.</summary>
    public double? EmbeddingSimilarity { get; init; }

    /// <summary>Whether two answers that are both JSON hold equal values, whatever their spacing and the order of their properties; null when one is none.</summary>
    public bool? JsonEqual { get; init; }

    /// <summary>Where two JSON answers differ.</summary>
    public IReadOnlyList<JsonDifference> JsonDifferences { get; init; } = [];

    /// <summary>Tool calls side by side, in order; empty when neither side has any.</summary>
    public IReadOnlyList<ToolCallDifference> ToolCalls { get; init; } = [];

    /// <summary>Whether both call the same tools with the same arguments in the same order.</summary>
    public required bool ToolCallsEqual { get; init; }

    public required Change<string> FinishReason { get; init; }
    public required Change<string> Status { get; init; }
    public required Change<long?> LatencyMs { get; init; }
    public required Change<long?> TtftMs { get; init; }
    public required Change<long?> PromptTokens { get; init; }
    public required Change<long?> CompletionTokens { get; init; }
    public required Change<decimal?> CostUsd { get; init; }

    /// <summary>The answers' texts word by word; null when they are equal or too long (see <see cref="DiffLimits"/>).</summary>
    public IReadOnlyList<DiffPiece>? WordDiff { get; init; }

    /// <summary>The answers' texts line by line; null when they are equal.</summary>
    public IReadOnlyList<DiffPiece>? LineDiff { get; init; }
}

/// <summary>One value on both sides.</summary>
/// <param name="Original">Of the first call.</param>
/// <param name="Replay">Of the second.</param>
public sealed record Change<T>(T? Original, T? Replay);

/// <param name="Kind">What became of it.</param>
/// <param name="Text">A run of words or lines with the white space behind them; all pieces but the added ones make the first text, all but the removed ones the second.</param>
public sealed record DiffPiece(DiffKind Kind, string Text);

public enum DiffKind
{
    Same,
    Removed,
    Added,
}

/// <param name="Path">A JSON pointer (RFC 6901); empty for the whole value.</param>
/// <param name="Original">JSON text, shortened to 200 characters; null when it is not there.</param>
/// <param name="Replay">The same of the second.</param>
public sealed record JsonDifference(string Path, string? Original, string? Replay);

/// <param name="Equal">Whether name and arguments agree as JSON.</param>
/// <param name="Original"><c>name(arguments)</c>; null when the first made fewer calls.</param>
/// <param name="Replay">The same of the second.</param>
/// <param name="Differences">Where the arguments differ.</param>
public sealed record ToolCallDifference(bool Equal, string? Original, string? Replay, IReadOnlyList<JsonDifference> Differences);

/// <summary>Beyond these a difference is not looked for, since finding it takes time by the square of the length.</summary>
public static class DiffLimits
{
    /// <summary>Characters of one text.</summary>
    public const int MaxCharacters = 200_000;
}
