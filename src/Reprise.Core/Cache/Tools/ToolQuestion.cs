using Reprise.Interactions;

namespace Reprise.Cache.Tools;

/// <summary>Asks for what a tool answered to the same or a like input.</summary>
public sealed record ToolQuestion
{
    public required string Project { get; init; }
    public required string ToolId { get; init; }

    /// <summary>As <see cref="ToolInput"/> has it.</summary>
    public required string Input { get; init; }

    /// <summary>Least similarity, −1 to 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>Least quality; null for what the policy asks.</summary>
    public double? MinQuality { get; init; }

    /// <summary>Older answers do not count; null for no limit of the caller's own.</summary>
    public TimeSpan? MaxAge { get; init; }
    public bool RequireSuccess { get; init; } = true;

    /// <summary>What else the answer depends on; null for nothing.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Inputs { get; init; }
}

/// <summary>An answer that was found.</summary>
/// <param name="Record">The call, with its answer.</param>
/// <param name="Similarity">Of the inputs; 1 for the very same.</param>
/// <param name="Quality">After decay.</param>
/// <param name="Rank">Quality × similarity.</param>
/// <param name="Probability">That the answer is right for what was asked.</param>
/// <param name="Reason">Why a lookup would not give it; null when it would.</param>
/// <param name="Content">Text that a person put in the place of the answer; null for the recorded one.</param>
public sealed record ToolAnswer(RecordedInteraction Record, double Similarity, double Quality, double Rank, double Probability, string? Reason, string? Content);

/// <summary>What a lookup found.</summary>
/// <param name="Answer">What to use; null for nothing.</param>
/// <param name="Similarity">Of the nearest there was.</param>
/// <param name="Reason">Why nothing is given; null when something is.</param>
public sealed record ToolLookup(ToolAnswer? Answer, double? Similarity, string? Reason);
