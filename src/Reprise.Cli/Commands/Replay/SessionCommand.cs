using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Replay.Sessions;

namespace Reprise.Cli.Commands.Replay;

/// <summary><c>reprise replay session &lt;id&gt;</c>: a whole session in order, as a branch of its own.</summary>
internal static class SessionCommand
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    public static Command Create(Terminal terminal)
    {
        var command = new Command("session", "Replay a whole session in order, perhaps changed from a turn on, and show where it first differs");
        var id = new Argument<string>("id") { Description = "The session; a branch of one to fork it again or, with --resume, to go on with it" };
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var options = SessionOptions.AddTo(command);
        var output = OutputOptions.AddTo(command);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var which = parsed.GetRequiredValue(id);
            using var client = connection.Open(parsed);
            if (options.ShowsBranches(parsed))
            {
                var tree = options.IsTrace(parsed) ? await client.TraceBranchesAsync(which, cancellationToken) : await client.SessionBranchesAsync(which, cancellationToken);
                if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, tree);
                else SessionView.Write(terminal, tree);
                return ExitCodes.Ok;
            }

            var key = options.Key(parsed, terminal);
            var order = await options.ReadAsync(parsed, cancellationToken);
            var begun = options.Resumes(parsed) ? await client.ResumeBranchAsync(which, new BranchResumeDocument { ToolAnswers = order.ToolAnswers }, key, cancellationToken)
                : options.IsTrace(parsed) ? await client.ReplayTraceAsync(which, order, key, cancellationToken)
                : await client.ReplaySessionAsync(which, order, key, cancellationToken);
            var branch = await FollowAsync(client, terminal, begun, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, branch);
            else SessionView.Write(terminal, branch);
            return branch.State == "completed" && (branch.FirstDivergence is null || !options.ExpectsSame(parsed)) ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    /// <summary>Looks on until the branch is at its end. Whoever breaks off interrupts the branch, too; nothing of it is lost.</summary>
    private static async Task<BranchDocument> FollowAsync(RepriseClient client, Terminal terminal, BranchDocument branch, CancellationToken cancellationToken)
    {
        try
        {
            return await Progress.ShowAsync(terminal, "replaying", branch.OriginTurns - branch.ForkTurn + 1, async report =>
            {
                while (branch.State == "running")
                {
                    await Task.Delay(s_look, terminal.Time, cancellationToken);
                    branch = await client.BranchAsync(branch.BranchId, cancellationToken);
                    report(branch.Turns.Count);
                }

                return branch;
            });
        }
        catch (OperationCanceledException)
        {
            await client.StopBranchAsync(branch.BranchId, CancellationToken.None);
            terminal.Tell($"Interrupted. Go on with: reprise replay session {branch.BranchId} --resume");
            throw;
        }
    }
}
