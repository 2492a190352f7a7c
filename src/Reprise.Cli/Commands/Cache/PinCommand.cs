using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache pin</c> and <c>unpin</c>.</summary>
internal static class PinCommand
{
    public static Command Create(Terminal terminal, bool isPin)
    {
        var command = isPin
            ? new Command("pin", "Give this answer whatever its age, before all others to the same question")
            : new Command("unpin", "Take back a pin or an eviction");
        var id = new Argument<string>("id") { Description = "The interaction that holds the answer, or a hit that was given it" };
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var answer = isPin ? await client.PinCachedAsync(parsed.GetRequiredValue(id), cancellationToken) : await client.UnpinCachedAsync(parsed.GetRequiredValue(id), cancellationToken);
            terminal.People.WriteLineSafe($"{(isPin ? "Pinned" : "Back to normal")}: {answer.InteractionId}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
