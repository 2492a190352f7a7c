using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Policy;

/// <summary><c>reprise cache policy list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "List the policies of a project, and which requests take part");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var list = await client.ListCachePoliciesAsync(cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, list);
            else PolicyTable.Write(terminal, list);
            return ExitCodes.Ok;
        });
        return command;
    }
}
