using Reprise.Comparison;
using Reprise.Interactions;

namespace Reprise.Replay;

/// <summary>Two recorded calls side by side, as the API tells it.</summary>
public sealed record ComparedCallsDocument
{
    public required ReplayedCallDocument Original { get; init; }

    /// <summary>What it is compared with, a replay or any other call.</summary>
    public required ReplayedCallDocument Replay { get; init; }
    public required ComparisonDocument Comparison { get; init; }

    public static ComparedCallsDocument Of(RecordedInteraction original, RecordedInteraction replay) => new()
    {
        Original = ReplayedCallDocument.Of(ReplayedCall.Of(original)),
        Replay = ReplayedCallDocument.Of(ReplayedCall.Of(replay)),
        Comparison = ComparisonDocument.Of(CallComparer.Compare(original, replay)),
    };
}
