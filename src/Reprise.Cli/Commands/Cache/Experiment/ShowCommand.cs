using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Cache.Experiment;

/// <summary><c>reprise cache experiment show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show what an experiment has shown so far");
        var name = new Argument<string>("name") { Description = "The experiment" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var experiment = await client.GetCacheExperimentAsync(parsed.GetRequiredValue(name), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, experiment);
            else Write(terminal, experiment);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Terminal terminal, ExperimentView experiment)
    {
        var result = experiment.Result!;
        terminal.People.WriteLineSafe($"{result.Verdict}{(result.DecidedBy is { } by ? $" by {by}" : "")} (a: {experiment.PolicyA}, {Format.Count(result.CallsA)} calls; b: {experiment.PolicyB}, {Format.Count(result.CallsB)} calls)");
        var table = Tables.New("measure", "a#", "b#", "a − b#", "from#", "to#", "verdict");
        foreach (var measure in result.Measures)
        {
            table.AddRow(
                Tables.Cell(measure.Measure), Tables.Cell(Number(measure.A)), Tables.Cell(Number(measure.B)), Tables.Cell(Number(measure.Difference)), Tables.Cell(Number(measure.Lower)),
                Tables.Cell(Number(measure.Upper)), Tables.Cell(measure.Verdict));
        }

        terminal.People.Write(table);
        if (result.Truncated) terminal.Tell("Only the latest calls were read.");
    }

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? Format.Unknown;
}
