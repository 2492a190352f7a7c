using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Key;

/// <summary><c>reprise key show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show one key, without its secret, and what it has spent");
        var id = new Argument<string>("id") { Description = "The key's id, the part between the underscores" };
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var key = await client.GetKeyAsync(parsed.GetRequiredValue(id), cancellationToken: cancellationToken);
            if (output.IsJson(parsed))
            {
                JsonLines.Write(terminal.Output, key);
                return ExitCodes.Ok;
            }

            terminal.People.WriteLineSafe($"{key.Name} ({key.Id}), {key.State}, {(key.Permissions is { } single ? string.Join(", ", single) : key.Role)}, made by {key.CreatedBy} {Format.Time(key.CreatedAt)}");
            if (key.ExpiresAt is { } end) terminal.People.WriteLineSafe($"until {Format.Time(end)}");
            if (key.Limits is { } limits) terminal.People.WriteLineSafe($"limits: {LimitOptions.Words(limits)}");
            if (key.Limits is not { Budgets.Count: > 0 }) return ExitCodes.Ok;
            terminal.People.Write(Budget.BudgetCommand.Table(await client.ListBudgetsAsync(key.Id, cancellationToken)));
            return ExitCodes.Ok;
        });
        return command;
    }
}
