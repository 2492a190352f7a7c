using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Replay;

/// <summary><c>reprise replay stop</c>.</summary>
internal static class StopCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("stop", "Start no more calls of a run; those under way are waited for");
        var id = new Argument<string>("run") { Description = "The run" };
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction((parsed, cancellationToken) => RunFailure.GuardAsync(async () =>
        {
            using var client = connection.Open(parsed);
            var run = await client.StopReplayRunAsync(parsed.GetRequiredValue(id), cancellationToken);
            terminal.People.WriteLineSafe($"Stopping {run.Id}. 'reprise replay resume {run.Id}' goes on with it.");
            return ExitCodes.Ok;
        }));
        return command;
    }
}
