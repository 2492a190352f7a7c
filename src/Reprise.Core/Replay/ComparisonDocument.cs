using Reprise.Comparison;

namespace Reprise.Replay;

/// <summary>How a second call differs from a first, as the API tells it.</summary>
public sealed record ComparisonDocument
{
    public required double PromptSimilarity { get; init; }
    public required double ResponseSimilarity { get; init; }
    public required bool PromptModified { get; init; }
    public required bool SystemModified { get; init; }
    public required bool ParamsModified { get; init; }
    public required bool ModelModified { get; init; }

    /// <summary>Whether the answers say the same to a program.</summary>
    public required bool Same { get; init; }

    /// <summary>Cosine of the answers' embeddings.</summary>
    public double? EmbeddingSimilarity { get; init; }

    /// <summary>Whether two JSON answers hold equal values; left out when one is no JSON.</summary>
    public bool? JsonEqual { get; init; }
    public IReadOnlyList<JsonDifferenceDocument>? JsonDifferences { get; init; }
    public IReadOnlyList<ToolCallDifferenceDocument>? ToolCalls { get; init; }
    public required bool ToolCallsEqual { get; init; }
    public required TextChangeDocument FinishReason { get; init; }
    public required TextChangeDocument Status { get; init; }
    public required NumberChangeDocument LatencyMs { get; init; }
    public required NumberChangeDocument TtftMs { get; init; }
    public required NumberChangeDocument PromptTokens { get; init; }
    public required NumberChangeDocument CompletionTokens { get; init; }
    public required MoneyChangeDocument CostUsd { get; init; }

    /// <summary>The answers' texts word by word; left out when they are equal or very long.</summary>
    public IReadOnlyList<DiffPieceDocument>? WordDiff { get; init; }

    /// <summary>The answers' texts line by line; left out when they are equal.</summary>
    public IReadOnlyList<DiffPieceDocument>? LineDiff { get; init; }

    public static ComparisonDocument Of(CallComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ComparisonDocument
        {
            PromptSimilarity = comparison.PromptSimilarity,
            ResponseSimilarity = comparison.ResponseSimilarity,
            PromptModified = comparison.PromptModified,
            SystemModified = comparison.SystemModified,
            ParamsModified = comparison.ParamsModified,
            ModelModified = comparison.ModelModified,
            Same = comparison.Same,
            EmbeddingSimilarity = comparison.EmbeddingSimilarity,
            JsonEqual = comparison.JsonEqual,
            JsonDifferences = Of(comparison.JsonDifferences),
            ToolCalls = comparison.ToolCalls.Count == 0 ? null : [.. comparison.ToolCalls.Select(static call => new ToolCallDifferenceDocument(call.Equal, call.Original, call.Replay, Of(call.Differences)))],
            ToolCallsEqual = comparison.ToolCallsEqual,
            FinishReason = new TextChangeDocument(comparison.FinishReason.Original, comparison.FinishReason.Replay),
            Status = new TextChangeDocument(comparison.Status.Original, comparison.Status.Replay),
            LatencyMs = Of(comparison.LatencyMs),
            TtftMs = Of(comparison.TtftMs),
            PromptTokens = Of(comparison.PromptTokens),
            CompletionTokens = Of(comparison.CompletionTokens),
            CostUsd = new MoneyChangeDocument(comparison.CostUsd.Original, comparison.CostUsd.Replay),
            WordDiff = Of(comparison.WordDiff),
            LineDiff = Of(comparison.LineDiff),
        };
    }

    private static List<JsonDifferenceDocument>? Of(IReadOnlyList<JsonDifference> differences) =>
        differences.Count == 0 ? null : [.. differences.Select(static difference => new JsonDifferenceDocument(difference.Path, difference.Original, difference.Replay))];

    private static NumberChangeDocument Of(Change<long?> change) => new(change.Original, change.Replay);

    private static List<DiffPieceDocument>? Of(IReadOnlyList<DiffPiece>? pieces) => pieces is null ? null : [.. pieces.Select(static piece => new DiffPieceDocument(WordOf(piece.Kind), piece.Text))];

    private static string WordOf(DiffKind kind) => kind switch { DiffKind.Removed => DiffPieceDocument.Removed, DiffKind.Added => DiffPieceDocument.Added, _ => DiffPieceDocument.Same };
}

/// <param name="Original">Left out when it had none.</param>
/// <param name="Replay">Left out when it had none.</param>
public sealed record TextChangeDocument(string? Original = null, string? Replay = null);

/// <param name="Original">Left out when it had none.</param>
/// <param name="Replay">Left out when it had none.</param>
public sealed record NumberChangeDocument(long? Original = null, long? Replay = null);

/// <param name="Original">Left out when it is not known.</param>
/// <param name="Replay">Left out when it is not known.</param>
public sealed record MoneyChangeDocument(decimal? Original = null, decimal? Replay = null);

/// <param name="Path">A JSON pointer (RFC 6901); empty for the whole value.</param>
/// <param name="Original">JSON text, shortened to 200 characters; left out when it is not there.</param>
/// <param name="Replay">The same of the second.</param>
public sealed record JsonDifferenceDocument(string Path, string? Original = null, string? Replay = null);

/// <param name="Equal">Whether name and arguments agree as JSON.</param>
/// <param name="Original"><c>name(arguments)</c>; left out when the first made fewer calls.</param>
/// <param name="Replay">The same of the second.</param>
/// <param name="Differences">Where the arguments differ.</param>
public sealed record ToolCallDifferenceDocument(bool Equal, string? Original = null, string? Replay = null, IReadOnlyList<JsonDifferenceDocument>? Differences = null);

/// <param name="Kind"><c>same</c>, <c>removed</c> or <c>added</c>.</param>
/// <param name="Text">A run of words or lines.</param>
public sealed record DiffPieceDocument(string Kind, string Text)
{
    public const string Same = "same";
    public const string Removed = "removed";
    public const string Added = "added";
}
