using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Hold;

/// <summary><c>reprise hold remove</c>.</summary>
internal static class RemoveCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("remove", "Lift a hold; what it held goes with the next run of retention, where it is due");
        var name = new Argument<string>("name") { Description = "The hold's name" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.LiftHoldAsync(parsed.GetRequiredValue(name), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
