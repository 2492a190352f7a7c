using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Replay.Runs.Reporting;
using Spectre.Console;

namespace Reprise.Cli.Commands.Replay;

/// <summary><c>reprise replay list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "List runs of replays, the latest first");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunFailure.GuardAsync(async () =>
        {
            using var client = connection.Open(parsed);
            var runs = await client.ListReplayRunsAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var run in runs) JsonLines.Write(terminal.Output, run);
                return ExitCodes.Ok;
            }

            var table = Tables.New("run", "state", "done#", "of#", "failed#", "skipped#", "spent#", "changes", "over");
            foreach (var run in runs)
            {
                table.AddRow(
                    Tables.Cell(run.Id), Tables.Cell(RunWords.Of(run.State)), Tables.Cell(Format.Count(run.Done)), Tables.Cell(Format.Count(run.Total)), Tables.Cell(Format.Count(run.Failed)),
                    Tables.Cell(Format.Count(run.Skipped)), Tables.Cell(Format.Cost(run.SpentUsd)), Tables.Cell(RunWords.ChangesOf(run)), Tables.Cell(RunWords.SourceOf(run)));
            }

            if (runs.Count == 0) terminal.Tell("No runs.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        }));
        return command;
    }
}
