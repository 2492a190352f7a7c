using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Batch;

/// <summary><c>reprise batch list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "List batches, the latest first");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var batches = await client.ListBatchesAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var batch in batches) JsonLines.Write(terminal.Output, batch);
                return ExitCodes.Ok;
            }

            var table = Tables.New("batch", "name", "state", "provider", "calls#", "waiting#", "succeeded#", "other#", "taken (UTC)");
            foreach (var batch in batches)
            {
                table.AddRow(
                    Tables.Cell(batch.Id), Tables.Cell(batch.Name ?? ""), Tables.Cell(BatchView.StateOf(batch)), Tables.Cell(batch.Provider), Tables.Cell(Format.Count(batch.Total)), Tables.Cell(Format.Count(batch.Waiting)),
                    Tables.Cell(Format.Count(batch.Succeeded)), Tables.Cell(Format.Count(batch.Total - batch.Waiting - batch.Succeeded)), Tables.Cell(Format.Time(batch.CreatedAt)));
            }

            if (batches.Count == 0) terminal.Tell("No batches.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
