using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache find</c>.</summary>
internal static class FindCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("find", "Find calls of a tool with the same or a like input, the best first");
        var tool = new Argument<string>("tool") { Description = "The name under which the calls were logged" };
        var input = new Argument<string[]>("input") { Description = "What the tool would be given: a text, whose words are joined with spaces, or JSON", Arity = ArgumentArity.OneOrMore };
        input.Validators.Add(FilterOptions.RefuseUnknownOptions);
        command.Arguments.Add(tool);
        command.Arguments.Add(input);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var threshold = new Option<double?>("--threshold") { Description = "Least similarity [default: 0.85]", HelpName = "n" };
        var quality = new Option<double?>("--min-quality") { Description = "Least quality [default: the policy's]", HelpName = "n" };
        var failed = new Option<bool>("--failed") { Description = "Calls that failed too" };
        var limit = Limits.Positive("--limit", "At most this many [default: 5]", "-n");
        command.Options.Add(threshold);
        command.Options.Add(quality);
        command.Options.Add(failed);
        var inputs = InputHashes.Option();
        command.Options.Add(limit);
        command.Options.Add(inputs);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var found = await client.FindSimilarInteractionsAsync(
                new FindSimilarRequest
                {
                    ToolId = parsed.GetRequiredValue(tool),
                    Input = JsonInput.Read(string.Join(' ', parsed.GetRequiredValue(input))),
                    SimilarityThreshold = parsed.GetValue(threshold),
                    MinQuality = parsed.GetValue(quality),
                    RequireSuccess = !parsed.GetValue(failed),
                    TopK = parsed.GetValue(limit),
                    Inputs = InputHashes.Read(parsed.GetValue(inputs)),
                }, cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var item in found) JsonLines.Write(terminal.Output, item);
                return ExitCodes.Ok;
            }

            if (found.Count == 0) terminal.Tell("Nothing near enough.");
            else terminal.People.Write(TableOf(found));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Table TableOf(IReadOnlyList<SimilarInteraction> found)
    {
        var table = Tables.New("similar#", "quality#", "rank#", "interaction", "time (UTC)", "stands in the way", "input", "output");
        foreach (var item in found)
        {
            table.AddRow(
                Tables.Cell(Number(item.Similarity)), Tables.Cell(Number(item.QualityScore)), Tables.Cell(Number(item.Rank)), Tables.Cell(item.InteractionId), Tables.Cell(Format.Time(item.Timestamp)),
                Tables.Cell(item.Reason ?? "nothing"), Tables.Cell(Tables.Shorten(item.Input?.ToString() ?? "", 60)), Tables.Cell(Tables.Shorten(item.Output?.ToString() ?? "", 60)));
        }

        return table;
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
