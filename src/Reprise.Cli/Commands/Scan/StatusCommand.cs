using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Scan;

/// <summary><c>reprise scan status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("status", "Show the library, rules and errors of scanning, and what was done at the gateway");
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            JsonLines.Write(terminal.Output, (await client.GetSecurityStatusAsync(cancellationToken)).WriteTo);
            return ExitCodes.Ok;
        });
        return command;
    }
}
