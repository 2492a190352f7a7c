using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Evaluate.Rule;

/// <summary><c>reprise evaluate rule list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "List rules");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var rules = await client.ListEvaluationRulesAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var rule in rules) JsonLines.Write(terminal.Output, rule);
                return ExitCodes.Ok;
            }

            var table = Tables.New("name", "filter", "sample#", "a minute#", "evaluators#", "state");
            foreach (var rule in rules)
            {
                table.AddRow(
                    Tables.Cell(rule.Name), Tables.Cell(rule.Filter.Length > 0 ? rule.Filter : "everything"), Tables.Cell(rule.Sample.ToString("0.####", CultureInfo.InvariantCulture)),
                    Tables.Cell(Format.Count(rule.MaxPerMinute)), Tables.Cell(Format.Count(rule.Evaluators.Count)), Tables.Cell(StateOf(rule)));
            }

            if (rules.Count == 0) terminal.Tell("No rules.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string StateOf(EvaluationRuleView rule) => !rule.Enabled ? "off" : rule.Mistake ?? "on";
}
