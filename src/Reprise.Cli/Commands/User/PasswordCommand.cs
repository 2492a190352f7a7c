using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;

namespace Reprise.Cli.Commands.User;

/// <summary><c>reprise user password</c>.</summary>
internal static class PasswordCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("password", "Give a user a new password; its sign-ins end");
        var name = UserCommand.Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var password = PasswordInput.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = await password.ReadAsync(parsed, cancellationToken);
            using var client = connection.Open(parsed);
            await client.ChangeUserAsync(parsed.GetRequiredValue(name), new UserChange { Password = given }, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
