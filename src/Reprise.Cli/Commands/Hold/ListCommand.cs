using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Hold;

/// <summary><c>reprise hold list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "List the holds of a project");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var holds = await client.ListHoldsAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var hold in holds) JsonLines.Write(terminal.Output, hold);
                return ExitCodes.Ok;
            }

            var table = Tables.New("name", "since (UTC)", "by", "filter", "reason");
            foreach (var hold in holds)
                table.AddRow(Tables.Cell(hold.Name), Tables.Cell(Format.Time(hold.At)), Tables.Cell(hold.By), Tables.Cell(hold.Filter.Length == 0 ? "(everything)" : hold.Filter), Tables.Cell(hold.Reason));
            if (holds.Count == 0) terminal.Tell("Nothing is held.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
