using System.CommandLine;
using System.Globalization;
using Reprise.Cache.Tuning;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache tune</c>.</summary>
internal static class TuneCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("tune", "Say what other accepted rates of wrong answers would bring, from recent lookups");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var policy = new Option<string?>("--policy") { Description = "The policy [default: the project's]", HelpName = "name" };
        var accepted = new Option<double[]>("--accept") { Description = "A rate to look at, such as 0.01; may be given several times", HelpName = "rate" };
        command.Options.Add(policy);
        command.Options.Add(accepted);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var tuning = await client.TuneCacheAsync(parsed.GetValue(policy), parsed.GetValue(accepted), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, tuning);
            else Write(terminal, tuning);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Terminal terminal, CacheTuning tuning)
    {
        if (tuning.Sampled == 0)
        {
            terminal.Tell($"No recent lookups under policy {tuning.Policy} to learn from.");
            return;
        }

        terminal.People.WriteLineSafe($"Policy {tuning.Policy} accepts {Share(tuning.AcceptedWrongRate)}. Of {Format.Count(tuning.Sampled)} recent lookups {Format.Count(tuning.Answerable)} had something near that nothing forbids.");
        var table = Tables.New("accepted wrong#", "must be sure#", "reworded hits#", "share#", "expected wrong#");
        foreach (var row in tuning.Rows)
        {
            table.AddRow(
                Tables.Cell(Share(row.AcceptedWrongRate)), Tables.Cell(Share(row.RequiredProbability)), Tables.Cell(Format.Count(row.Hits)), Tables.Cell(row.HitRate is { } rate ? Share(rate) : Format.Unknown),
                Tables.Cell(row.ExpectedWrongRate is { } wrong ? Share(wrong) : Format.Unknown));
        }

        terminal.People.Write(table);
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0##} %");
}
