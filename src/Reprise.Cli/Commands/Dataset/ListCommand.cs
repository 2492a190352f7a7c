using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Dataset;

/// <summary><c>reprise dataset list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "Show the datasets of the project");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var datasets = await client.ListDatasetsAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var dataset in datasets) JsonLines.Write(terminal.Output, dataset);
                return ExitCodes.Ok;
            }

            if (datasets.Count == 0)
            {
                terminal.Tell("There is no dataset. 'reprise dataset create' makes one.");
                return ExitCodes.Ok;
            }

            var table = Tables.New("name", "version#", "cases#", "expected#", "made (UTC)", "description");
            foreach (var dataset in datasets)
            {
                var newest = dataset.Versions[^1];
                table.AddRow(
                    Tables.Cell(dataset.Name), Tables.Cell(newest.Number.ToString(CultureInfo.InvariantCulture)), Tables.Cell(Format.Count(newest.CaseCount)), Tables.Cell(Format.Count(newest.ExpectedCount)),
                    Tables.Cell(Format.Time(newest.CreatedAt)), Tables.Cell(dataset.Description ?? ""));
            }

            terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
