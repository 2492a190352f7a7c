using Reprise.Client;

namespace Reprise.Cli.Commands.Replay;

/// <summary>What went wrong otherwise than by scores has an exit code of its own, so that a build can tell the two apart.</summary>
internal static class RunFailure
{
    /// <summary>Nothing could be said of the replays: the run was refused, failed or did not come to its end. A wrong command line has the same.</summary>
    public const int ExitCode = ExitCodes.Usage;

    public static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (RepriseApiException e)
        {
            throw new CommandFailedException(ApiErrorText.Of(e), e) { ExitCode = ExitCode };
        }
    }
}
