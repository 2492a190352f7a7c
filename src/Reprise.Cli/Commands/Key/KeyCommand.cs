using System.CommandLine;
using Reprise.Access;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Key;

/// <summary><c>reprise key</c>: what programs show to be let in.</summary>
internal static class KeyCommand
{
    public static Command Create(Terminal terminal) => new("key", "Keys that programs show to be let in")
    {
        List(terminal),
        ShowCommand.Create(terminal),
        Make(terminal),
        LimitCommand.Create(terminal),
        Revoke(terminal),
    };

    private static Option<bool> OfAdministrators() => new("--administrator") { Description = "A key of an administrator, for all projects" };

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "List the keys of a project, without their secrets");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var administrator = OfAdministrators();
        command.Options.Add(administrator);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var keys = await client.ListKeysAsync(parsed.GetValue(administrator), cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var key in keys) JsonLines.Write(terminal.Output, key);
                return ExitCodes.Ok;
            }

            var table = Tables.New("id", "name", "may", "limits", "state", "until (UTC)", "last used (UTC)", "made by");
            foreach (var key in keys)
            {
                var may = key.Administrator ? "everything" : key.Permissions is { } single ? string.Join(", ", single) : key.Role ?? "";
                table.AddRow(
                    Tables.Cell(key.Id), Tables.Cell(key.Name), Tables.Cell(may), Tables.Cell(key.Limits is { } limits ? LimitOptions.Words(limits) : ""), Tables.Cell(key.State), Tables.Cell(key.ExpiresAt is { } end ? Format.Time(end) : ""),
                    Tables.Cell(key.LastUsedAt is { } used ? Format.Time(used) : ""), Tables.Cell(key.CreatedBy));
            }

            if (keys.Count == 0) terminal.Tell("There are no keys.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Make(Terminal terminal)
    {
        var command = new Command("create", "Make a key for a project; it is told once");
        var name = new Argument<string>("name") { Description = "What it is for, such as ci" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var role = new Option<string?>("--role") { Description = "recorder, reviewer, analyst or owner [default: recorder]", HelpName = "role" };
        role.AcceptOnlyFromAmong([.. AccessWords.RoleNames]);
        var permission = new Option<string[]>("--permission") { Description = "A single permission instead of a role; may be repeated: record, read, review, analyse, own", HelpName = "permission" };
        permission.AcceptOnlyFromAmong([.. AccessWords.PermissionNames]);
        var days = Limits.Positive("--days", "Opens nothing any more after so many days [default: never ends]");
        var administrator = OfAdministrators();
        command.Options.Add(role);
        command.Options.Add(permission);
        command.Options.Add(days);
        command.Options.Add(administrator);
        var limits = LimitOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var wanted = new NewKey
            {
                Name = parsed.GetRequiredValue(name), Role = parsed.GetValue(role), Permissions = parsed.GetValue(permission) is { Length: > 0 } single ? single : null,
                Administrator = parsed.GetValue(administrator), ExpiresAt = parsed.GetValue(days) is { } count ? terminal.Time.GetUtcNow().AddDays(count) : null,
                Limits = limits.Read(parsed),
            };
            var made = await client.CreateKeyAsync(wanted, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, made);
            else
            {
                terminal.People.WriteLineSafe(made.Key);
                terminal.Tell("Keep it now: it is not told again. Programs send it where a provider's key goes, or in Reprise-Key.");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Revoke(Terminal terminal)
    {
        var command = new Command("revoke", "End a key for good");
        var id = new Argument<string>("id") { Description = "The key's id, the part between the underscores" };
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var administrator = OfAdministrators();
        command.Options.Add(administrator);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RevokeKeyAsync(parsed.GetRequiredValue(id), parsed.GetValue(administrator), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
