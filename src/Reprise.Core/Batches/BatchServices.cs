using Reprise.Calls;
using Reprise.Capture;
using Reprise.Datasets;
using Reprise.Replay;
using Reprise.Store;

namespace Reprise.Batches;

/// <summary>What batches are made with.</summary>
public sealed record BatchServices
{
    public required IInteractionStore Store { get; init; }
    public required ICallSender Sender { get; init; }
    public required Replayer Replayer { get; init; }
    public required IDatasets Datasets { get; init; }

    /// <summary>Where a call goes onto the record once its result is there.</summary>
    public required CaptureQueue Queue { get; init; }

    /// <summary>Shapes requests before they are kept; null for none.</summary>
    public ICallGuard? Guard { get; init; }

    /// <summary>What the project's security policy says of a call that is to be sent; may take something out of its request. Gives the reason why it must not go, or null.</summary>
    public Func<CapturedCall, string?> Check { get; init; } = static _ => null;
    public required BatchShelf Shelf { get; init; }
    public required BatchRows Rows { get; init; }
    public required UnkeptRequests Unkept { get; init; }
    public required BatchLimits Limits { get; init; }

    /// <summary>This very process, as batches name it.</summary>
    public required string Owner { get; init; }
    public required TimeProvider Time { get; init; }
}
