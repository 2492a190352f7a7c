using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Policy;

/// <summary><c>reprise cache policy unset</c>.</summary>
internal static class UnsetCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("unset", "Take back what was set of a policy; a preset is again what it was");
        var name = new Argument<string>("name") { Description = "The policy" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var everywhere = new Option<bool>("--all-projects") { Description = "What was set for every project of the server" };
        command.Options.Add(everywhere);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var list = await client.UnsetCachePolicyAsync(parsed.GetRequiredValue(name), parsed.GetValue(everywhere), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, list);
            else PolicyTable.Write(terminal, list);
            return ExitCodes.Ok;
        });
        return command;
    }
}
