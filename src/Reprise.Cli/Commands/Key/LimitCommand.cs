using System.CommandLine;
using Reprise.Access;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Key;

/// <summary><c>reprise key limit</c>.</summary>
internal static class LimitCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("limit", "Set what a key may do at the gateway, in the place of what was set; without options it has no limits any more");
        var id = new Argument<string>("id") { Description = "The key's id, the part between the underscores" };
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var limits = LimitOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var key = await client.LimitKeyAsync(parsed.GetRequiredValue(id), limits.Read(parsed) ?? new KeyLimits(), cancellationToken);
            terminal.People.WriteLineSafe($"{key.Name}: {(key.Limits is { } set ? LimitOptions.Words(set) : "no limits")}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
