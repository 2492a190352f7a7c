using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Retention;

/// <summary><c>reprise retention show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show how long interactions of a project are kept, and who says so");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var retention = await client.GetRetentionAsync(cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, retention);
            else PolicyTable.Write(terminal, retention);
            return ExitCodes.Ok;
        });
        return command;
    }
}
