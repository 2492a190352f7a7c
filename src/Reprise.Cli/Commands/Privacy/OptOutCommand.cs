using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Privacy;

/// <summary><c>reprise privacy opt-out</c>: users of whom nothing is recorded.</summary>
internal static class OptOutCommand
{
    public static Command Create(Terminal terminal) => new("opt-out", "Users of whom nothing is recorded") { Add(terminal), Remove(terminal), List(terminal) };

    private static Command Add(Terminal terminal)
    {
        var command = new Command("add", "Record nothing of a user from now on; what is on record stays until it is erased");
        var user = new Argument<string>("user") { Description = "The user's id, as calls name it; only its keyed hash is kept" };
        command.Arguments.Add(user);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var reason = new Option<string?>("--reason") { Description = "Why, without the user's name", HelpName = "text" };
        command.Options.Add(reason);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var optOut = await client.AddOptOutAsync(new OptOutRequest(parsed.GetRequiredValue(user), parsed.GetValue(reason)), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, optOut);
            else terminal.People.WriteLineSafe($"Nothing of that user is recorded from now on ({optOut.User}).");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(Terminal terminal)
    {
        var command = new Command("remove", "Let a user be recorded again");
        var user = new Argument<string>("user") { Description = "The user's id, or the hash that the list shows" };
        command.Arguments.Add(user);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemoveOptOutAsync(parsed.GetRequiredValue(user), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "List users of whom nothing is recorded, as keyed hashes");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var optOuts = await client.ListOptOutsAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var optOut in optOuts) JsonLines.Write(terminal.Output, optOut);
                return ExitCodes.Ok;
            }

            var table = Tables.New("user", "since (UTC)", "reason");
            foreach (var optOut in optOuts) table.AddRow(Tables.Cell(optOut.User), Tables.Cell(Format.Time(optOut.Since)), Tables.Cell(optOut.Reason ?? ""));
            if (optOuts.Count == 0) terminal.Tell("Nobody has opted out.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
