using Reprise.Batches;
using Reprise.Cli.Output;
using Reprise.Client;

namespace Reprise.Cli.Commands.Batch;

/// <summary>Looks on while a batch goes on in the server. Looking away does not end it.</summary>
internal static class BatchFollow
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    /// <summary>Exits with 1 when a call did not succeed.</summary>
    public static async Task<int> ToItsEndAsync(RepriseClient client, Terminal terminal, BatchDocument batch, bool asJson, CancellationToken cancellationToken)
    {
        try
        {
            batch = await Progress.ShowAsync(terminal, batch.Id, batch.Total, async progress =>
            {
                while (!HasEnded(batch))
                {
                    progress(batch.Total - batch.Waiting);
                    await Task.Delay(s_pause, terminal.Time, cancellationToken);
                    batch = await client.GetBatchAsync(batch.Id, cancellationToken);
                }

                return batch;
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Tell($"The batch goes on in the server. To see how far it is: reprise batch show {batch.Id}. To end it: reprise batch cancel {batch.Id}.");
            throw;
        }

        if (asJson) JsonLines.Write(terminal.Output, batch);
        else BatchView.Write(terminal, batch);
        return batch.Succeeded == batch.Total ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static bool HasEnded(BatchDocument batch) => batch.State is BatchState.Done or BatchState.Cancelled;
}
