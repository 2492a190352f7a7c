using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Cli.Settings;
using Reprise.Client.Documents;
using Reprise.Server.Access;

namespace Reprise.Cli.Commands.User;

/// <summary><c>reprise user create</c>: on a server, or in the data folder of one that is stopped.</summary>
internal static class CreateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("create", "Make a user; the first administrator in the data folder of a stopped server, with --data");
        var name = UserCommand.Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var password = PasswordInput.AddTo(command, terminal);
        var administrator = new Option<bool>("--administrator") { Description = "May do everything, in every project" };
        var data = new Option<string?>("--data") { Description = "Data folder of a server that is stopped, instead of asking one that runs", HelpName = "folder" };
        command.Options.Add(administrator);
        command.Options.Add(data);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var user = new NewUser(parsed.GetRequiredValue(name), await password.ReadAsync(parsed, cancellationToken), parsed.GetValue(administrator));
            if (parsed.GetValue(data) is { } folder) await CreateInAsync(folder, user, cancellationToken);
            else
            {
                using var client = connection.Open(parsed);
                await client.CreateUserAsync(user, cancellationToken);
            }

            terminal.Tell($"Made the {(user.Administrator ? "administrator" : "user")} '{user.Name}'.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task CreateInAsync(string folder, NewUser user, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) throw CommandFailedException.Usage($"There is no folder {Path.GetFullPath(folder)}; start the server once on loopback, or make the folder.");
        if (await StoppedServer.CreateUserAsync(SettingsSources.Load(folder, []), folder, user.Name, user.Password, user.Administrator, cancellationToken) is { } mistake) throw new CommandFailedException(mistake);
    }
}
