using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Budget;

/// <summary><c>reprise budget</c>: what keys may spend, and have spent.</summary>
internal static class BudgetCommand
{
    public static Command Create(Terminal terminal) => new("budget", "What keys may spend, and have spent")
    {
        Show(terminal, new Command("list", "List the budgets of a project's keys"), null),
        Show(terminal, new Command("show", "Show the budgets of one key"), new Argument<string>("id") { Description = "The key's id, the part between the underscores" }),
    };

    public static Table Table(IEnumerable<BudgetDocument> budgets)
    {
        var table = Tables.New("key", "name", "budget#", "per", "spent#", "left#", "state", "then", "until (UTC)");
        foreach (var budget in budgets)
        {
            table.AddRow(
                Tables.Cell(budget.Key), Tables.Cell(budget.Name), Tables.Cell(Format.Cost(budget.Usd)), Tables.Cell(budget.Per.ToString().ToLowerInvariant()), Tables.Cell(Format.Cost(budget.SpentUsd)),
                Tables.Cell(Format.Cost(budget.LeftUsd)), Tables.Cell(budget.State), Tables.Cell(budget.Then.ToString().ToLowerInvariant()), Tables.Cell(budget.To is { } end ? Format.Time(end) : ""));
        }

        return table;
    }

    private static Command Show(Terminal terminal, Command command, Argument<string>? id)
    {
        if (id is not null) command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var budgets = await client.ListBudgetsAsync(id is null ? null : parsed.GetRequiredValue(id), cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var budget in budgets) JsonLines.Write(terminal.Output, budget);
                return ExitCodes.Ok;
            }

            if (budgets.Count == 0) terminal.Tell("There are no budgets.");
            else terminal.People.Write(Table(budgets));
            return ExitCodes.Ok;
        });
        return command;
    }
}
