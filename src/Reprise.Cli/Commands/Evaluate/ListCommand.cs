using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Evaluate;

/// <summary><c>reprise evaluate list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "Show the evaluators there are, or what one can be told");
        var type = new Argument<string?>("type") { Description = "One evaluator, to see what it can be told", Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(type);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var wanted = parsed.GetValue(type);
            var evaluators = (await client.ListEvaluatorsAsync(cancellationToken)).Where(evaluator => wanted is null || evaluator.Type == wanted).ToList();
            if (evaluators.Count == 0) throw CommandFailedException.Usage($"reprise evaluate list: there is no evaluator '{wanted}'.");
            if (output.IsJson(parsed))
            {
                foreach (var evaluator in evaluators) JsonLines.Write(terminal.Output, evaluator);
                return ExitCodes.Ok;
            }

            var table = wanted is null ? Tables.New("type", "tells", "short form") : Tables.New("option", "expected", "left out", "means");
            foreach (var evaluator in evaluators)
            {
                if (wanted is null) table.AddRow(Tables.Cell(evaluator.Type), Tables.Cell(evaluator.Summary), Tables.Cell(evaluator.ShortOption is { } option ? $"{evaluator.Type}:{option}" : evaluator.Type));
                else foreach (var told in evaluator.Options) table.AddRow(Tables.Cell(told.Name), Tables.Cell(told.Expected), Tables.Cell(told.Standard ?? ""), Tables.Cell(told.Summary));
            }

            terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
