using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.User;

/// <summary><c>reprise user</c>: who can sign in.</summary>
internal static class UserCommand
{
    public static Command Create(Terminal terminal) => new("user", "Who can sign in")
    {
        List(terminal),
        CreateCommand.Create(terminal),
        PasswordCommand.Create(terminal),
        Switch(terminal, "disable", "Let a user in no more; its sign-ins end", new UserChange { Disabled = true }),
        Switch(terminal, "enable", "Let a user in again", new UserChange { Disabled = false }),
        Switch(terminal, "promote", "Make a user an administrator", new UserChange { Administrator = true }),
        Switch(terminal, "demote", "Make an administrator a user like others", new UserChange { Administrator = false }),
        Remove(terminal),
    };

    public static Argument<string> Name() => new("name") { Description = "The user's name" };

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "List users with their roles");
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var users = await client.ListUsersAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var user in users) JsonLines.Write(terminal.Output, user);
                return ExitCodes.Ok;
            }

            var table = Tables.New("name", "is", "roles", "signs in", "since (UTC)");
            foreach (var user in users)
            {
                var what = user.Disabled ? "disabled" : user.Administrator ? "administrator" : "user";
                table.AddRow(
                    Tables.Cell(user.Name), Tables.Cell(what), Tables.Cell(string.Join(", ", user.Projects.Select(static role => $"{role.Role} of {role.Project}"))),
                    Tables.Cell(user.External ?? (user.HasPassword ? "with a password" : "")), Tables.Cell(Format.Time(user.CreatedAt)));
            }

            if (users.Count == 0) terminal.Tell("There are no users; on loopback none are needed.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Switch(Terminal terminal, string verb, string description, UserChange change)
    {
        var command = new Command(verb, description);
        var name = Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.ChangeUserAsync(parsed.GetRequiredValue(name), change, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(Terminal terminal)
    {
        var command = new Command("remove", "Remove a user with its roles; what it did stays on the audit log");
        var name = Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemoveUserAsync(parsed.GetRequiredValue(name), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
