using System.CommandLine;
using System.Globalization;
using Reprise.Cache.Statistics;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Tool;

/// <summary><c>reprise tool stats</c>.</summary>
internal static class StatsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("stats", "How often a tool was called, how well, how good and how fast");
        var tool = new Argument<string>("tool") { Description = "The name under which the calls were logged" };
        command.Arguments.Add(tool);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var hours = new Option<double?>("--hours") { Description = "How far back from now [default: all there is]", HelpName = "n" };
        command.Options.Add(hours);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var statistics = await client.GetToolStatisticsAsync(parsed.GetRequiredValue(tool), parsed.GetValue(hours), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, statistics);
            else if (statistics.TotalInteractions == 0) terminal.Tell($"{statistics.ToolId} was never called{(statistics.Hours is null ? "" : " in this time")}.");
            else terminal.People.Write(TableOf(statistics));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Table TableOf(ToolStatistics statistics)
    {
        var table = Tables.New("tool", "calls#", "ended well#", "quality#", "mean#", "p50#", "p95#", "cost#", "first (UTC)", "last (UTC)");
        table.AddRow(
            Tables.Cell(statistics.ToolId), Tables.Cell(Format.Count(statistics.TotalInteractions)),
            Tables.Cell(statistics.SuccessRate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{100 * rate:0.0} %") : Format.Unknown),
            Tables.Cell(statistics.AverageQuality?.ToString("0.000", CultureInfo.InvariantCulture) ?? Format.Unknown), Tables.Cell(Format.Milliseconds((long?)statistics.AverageLatencyMs)),
            Tables.Cell(Format.Milliseconds(statistics.LatencyMsP50)), Tables.Cell(Format.Milliseconds(statistics.LatencyMsP95)), Tables.Cell(Format.Cost(statistics.CostUsd)),
            Tables.Cell(Format.Time(statistics.FirstTimestamp)), Tables.Cell(Format.Time(statistics.LastTimestamp)));
        return table;
    }
}
