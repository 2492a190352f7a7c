using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Cache.Experiment;

/// <summary><c>reprise cache experiment list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "List experiments, the latest first");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var experiments = await client.ListCacheExperimentsAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var experiment in experiments) JsonLines.Write(terminal.Output, experiment);
                return ExitCodes.Ok;
            }

            var table = Tables.New("name", "a", "b", "dealt by", "started (UTC)", "ended (UTC)");
            foreach (var experiment in experiments)
            {
                table.AddRow(
                    Tables.Cell(experiment.Name), Tables.Cell(experiment.PolicyA), Tables.Cell(experiment.PolicyB), Tables.Cell(experiment.Unit), Tables.Cell(Format.Time(experiment.StartedAt)),
                    Tables.Cell(experiment.EndedAt is null ? "running" : Format.Time(experiment.EndedAt)));
            }

            if (experiments.Count == 0) terminal.Tell("No experiments.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
