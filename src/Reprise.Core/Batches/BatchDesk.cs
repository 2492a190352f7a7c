using Reprise.Settings;

namespace Reprise.Batches;

/// <summary>What people may know of batches and ask of them.</summary>
public sealed class BatchDesk(BatchShelf shelf, BatchRows rows)
{
    /// <summary>Most calls of one page.</summary>
    public const int MostCalls = 10_000;

    /// <summary>One batch.</summary>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<Batch> GetAsync(string project, string id, CancellationToken cancellationToken)
    {
        if (SettingRules.IsValidKey(id) && await shelf.FindAsync(project, id, cancellationToken).ConfigureAwait(false) is { } batch) return batch;
        throw new BatchException(BatchObstacles.NotFound, $"Project '{project}' has no batch of that id. See which there are with 'reprise batch list'.");
    }

    /// <summary>Asks for its end: what has not been sent is not, and the provider is asked to stop. What it has done by then comes on record all the same.</summary>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<Batch> CancelAsync(string project, string id, string actor, CancellationToken cancellationToken)
    {
        for (var batch = await GetAsync(project, id, cancellationToken).ConfigureAwait(false); ; batch = await GetAsync(project, id, cancellationToken).ConfigureAwait(false))
        {
            if (batch.HasEnded || batch.CancelRequested) return batch;
            var cancelling = batch with { CancelRequested = true, State = batch.State == BatchState.Running ? BatchState.Cancelling : batch.State };
            if (await shelf.PutAsync(cancelling, actor, "batch.cancel", cancellationToken).ConfigureAwait(false) is { } kept) return kept;
        }
    }

    /// <summary>Calls of a batch from one on, in their order.</summary>
    public async Task<BatchCallPageDocument> CallsAsync(Batch batch, int offset, int limit, RowState? state, CancellationToken cancellationToken)
    {
        var found = await rows.PageAsync(batch, offset, limit + 1, state, cancellationToken).ConfigureAwait(false);
        return new BatchCallPageDocument { Items = [.. found.Take(limit).Select(BatchCallDocument.Of)], Next = found.Count > limit ? offset + limit : null };
    }
}
