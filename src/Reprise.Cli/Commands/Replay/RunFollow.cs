using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Replay.Runs;

namespace Reprise.Cli.Commands.Replay;

/// <summary>Looks on while a run goes on in the server. Looking away does not end it.</summary>
internal static class RunFollow
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public static async Task<ReplayRunDocument> ToItsEndAsync(RepriseClient client, Terminal terminal, ReplayRunDocument run, CancellationToken cancellationToken)
    {
        try
        {
            return await Progress.ShowAsync(terminal, run.Id, run.Total, async progress =>
            {
                while (run.State == RunState.Running)
                {
                    progress(run.Done);
                    await Task.Delay(s_pause, terminal.Time, cancellationToken);
                    run = await client.GetReplayRunAsync(run.Id, cancellationToken);
                }

                return run;
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Tell($"The run goes on in the server. To stop it: reprise replay stop {run.Id}. To see how far it is: reprise replay report {run.Id}.");
            throw;
        }
        catch (HttpRequestException)
        {
            terminal.Tell($"The server is gone. When it is back: reprise replay resume {run.Id} goes on where the run was.");
            throw;
        }
    }
}
