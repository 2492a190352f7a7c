using System.CommandLine;
using Reprise.Access;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Member;

/// <summary><c>reprise member</c>: who has which role in a project.</summary>
internal static class MemberCommand
{
    public static Command Create(Terminal terminal) => new("member", "Who has which role in a project")
    {
        List(terminal),
        Set(terminal),
        Remove(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "List the members of a project");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var members = await client.ListMembersAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var member in members) JsonLines.Write(terminal.Output, member);
                return ExitCodes.Ok;
            }

            var table = Tables.New("user", "role", "given by", "since (UTC)");
            foreach (var member in members) table.AddRow(Tables.Cell(member.User), Tables.Cell(member.Role), Tables.Cell(member.By), Tables.Cell(member.At is { } at ? Format.Time(at) : ""));
            if (members.Count == 0) terminal.Tell("The project has no members; administrators may do everything in it.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Set(Terminal terminal)
    {
        var command = new Command("set", "Give a user a role in a project, in the place of the one it had");
        var user = new Argument<string>("user") { Description = "The user's name" };
        var role = new Argument<string>("role") { Description = "recorder, reviewer, analyst or owner" };
        role.AcceptOnlyFromAmong([.. AccessWords.RoleNames]);
        command.Arguments.Add(user);
        command.Arguments.Add(role);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.SetMemberAsync(parsed.GetRequiredValue(user), parsed.GetRequiredValue(role), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(Terminal terminal)
    {
        var command = new Command("remove", "Take a user's role in a project away");
        var user = new Argument<string>("user") { Description = "The user's name" };
        command.Arguments.Add(user);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemoveMemberAsync(parsed.GetRequiredValue(user), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
