using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Prompt;

/// <summary><c>reprise prompt list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "Show the prompts of the project");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var prompts = await client.ListPromptsAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var prompt in prompts) JsonLines.Write(terminal.Output, prompt);
                return ExitCodes.Ok;
            }

            var table = Tables.New("name", "version#", "labels", "experiment", "made (UTC)", "description");
            foreach (var prompt in prompts)
            {
                table.AddRow(
                    Tables.Cell(prompt.Name), Tables.Cell(prompt.Versions[^1].Number.ToString(CultureInfo.InvariantCulture)), Tables.Cell(string.Join(' ', prompt.Labels.Select(static label => $"{label.Key}={label.Value}"))),
                    Tables.Cell(prompt.Experiment?.Name ?? ""), Tables.Cell(Format.Time(prompt.Versions[^1].CreatedAt)), Tables.Cell(prompt.Description ?? ""));
            }

            terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
