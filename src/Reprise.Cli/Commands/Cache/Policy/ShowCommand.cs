using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Policy;

/// <summary><c>reprise cache policy show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show all a policy says");
        var name = new Argument<string>("name") { Description = "The policy" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var policy = await client.GetCachePolicyAsync(parsed.GetRequiredValue(name), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, policy);
            else PolicyTable.Write(terminal, policy);
            return ExitCodes.Ok;
        });
        return command;
    }
}
