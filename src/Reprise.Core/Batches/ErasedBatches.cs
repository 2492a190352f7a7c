using Reprise.Capture;
using Reprise.Privacy.Erasure;

namespace Reprise.Batches;

/// <summary>Takes calls of a person out of batches that wait for their answers: whatever the provider still says of them finds no call to join.</summary>
internal sealed class ErasedBatches(BatchShelf shelf, BatchRows rows, CapturePipeline pipeline) : IErasedPlace
{
    public async Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken)
    {
        foreach (var batch in await shelf.ListAsync(scope.Project, cancellationToken).ConfigureAwait(false))
        {
            foreach (var leg in batch.Legs.Where(static leg => leg.State != LegState.Ended))
                scope.Count("batch calls", await rows.EditAsync(batch, leg, row => Erase(row, scope), scope.DryRun, cancellationToken).ConfigureAwait(false));
        }
    }

    private bool Erase(BatchRow row, ErasureScope scope)
    {
        if (row.State != RowState.Waiting || row.Call() is not { } call) return false;
        // Made of the record, it says again what an erased call said.
        var repeatsErased = call.Labels.Replay?.Of is { } origin && scope.IsErased(origin);
        if (!repeatsErased && !scope.IsErased(row.InteractionId) && !scope.Selects(pipeline.Derive(call))) return false;
        if (!scope.DryRun) (row.Data, row.State) = (null, RowState.Erased);
        return true;
    }
}
