using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Retention;

/// <summary><c>reprise retention unset</c>.</summary>
internal static class UnsetCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("unset", "Take back what was set; the server's configuration holds again");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var scope = ScopeOptions.AddTo(command);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var retention = await client.UnsetRetentionAsync(scope.Kind(parsed), scope.IsInstallation(parsed), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, retention);
            else PolicyTable.Write(terminal, retention);
            return ExitCodes.Ok;
        });
        return command;
    }
}
