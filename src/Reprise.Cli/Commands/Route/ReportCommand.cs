using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Route;

/// <summary><c>reprise route report</c>.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("report", "Show calls, errors, time, cost and measured quality of each target of a route");
        var name = new Argument<string>("name") { Description = "The route's name" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var range = TimeRangeOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var report = await client.GetRouteReportAsync(parsed.GetRequiredValue(name), range.From(parsed), range.To(parsed), cancellationToken);
            if (output.IsJson(parsed))
            {
                JsonLines.Write(terminal.Output, report);
                return ExitCodes.Ok;
            }

            var table = Tables.New("target", "calls#", "errors#", "fell back#", "p50#", "p95#", "cost#", "a call#", "quality#", "scored#");
            foreach (var row in report.Targets)
            {
                table.AddRow(
                    Tables.Cell(row.Target), Tables.Cell(Format.Count(row.Calls)), Tables.Cell(Format.Count(row.Errors)), Tables.Cell(Format.Count(row.FellBack)), Tables.Cell(Format.Milliseconds(row.LatencyMsP50)),
                    Tables.Cell(Format.Milliseconds(row.LatencyMsP95)), Tables.Cell(Format.Cost(row.CostUsd)), Tables.Cell(Format.Cost(row.CostUsdPerCall)),
                    Tables.Cell(row.Quality?.ToString("0.000", CultureInfo.InvariantCulture) ?? Format.Unknown), Tables.Cell(Format.Count(row.Scored)));
            }

            if (report.Targets.Count == 0) terminal.Tell("No call went this way.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
