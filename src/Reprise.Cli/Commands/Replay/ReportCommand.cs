using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Replay;

/// <summary><c>reprise replay report</c>.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("report", "Show what came of a run, as far as it is");
        var id = new Argument<string>("run") { Description = "The run, or 'last' for the latest" };
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var report = ReportOptions.AddTo(command, gates: true);
        command.SetAction((parsed, cancellationToken) => RunFailure.GuardAsync(async () =>
        {
            report.Check(parsed);
            using var client = connection.Open(parsed);
            var which = parsed.GetRequiredValue(id);
            if (which == "last")
                which = await client.ListReplayRunsAsync(cancellationToken) is [var latest, ..] ? latest.Id : throw new CommandFailedException("There are no runs.") { ExitCode = RunFailure.ExitCode };
            return await report.WriteAsync(client, terminal, parsed, await client.GetReplayRunAsync(which, cancellationToken), cancellationToken, mayBeUnderWay: true);
        }));
        return command;
    }
}
