using Reprise.Calls;
using Reprise.Datasets;
using Reprise.Evaluation;
using Reprise.Pricing;
using Reprise.Store;

namespace Reprise.Replay.Runs;

/// <summary>What runs work with.</summary>
public sealed record RunServices
{
    public required IInteractionStore Store { get; init; }
    public required ICallSender Sender { get; init; }
    public required Replayer Replayer { get; init; }
    public required IPrices Prices { get; init; }
    public required IDatasets Datasets { get; init; }

    /// <summary>Evaluators whose judges call by the sender that is given.</summary>
    public required Func<ICallSender, Evaluators> Evaluators { get; init; }

    /// <summary>Waits until what was recorded is stored, so that the record says what is done; false when the store cannot take it for now.</summary>
    public required Func<CancellationToken, Task<bool>> Settle { get; init; }
    public required TimeProvider Time { get; init; }
}
