using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;

namespace Reprise.Cli.Commands.Hold;

/// <summary><c>reprise hold add</c>.</summary>
internal static class AddCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("add", "Hold interactions: neither retention nor a person removes them until the hold is lifted");
        var name = new Argument<string>("name") { Description = "A name for the hold, such as case-2026-17" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "What to hold (everything in the project when left out), also of what comes later");
        var output = OutputOptions.AddTo(command);
        var reason = new Option<string>("--reason") { Description = "Why, for whoever finds the hold years later", HelpName = "text", Required = true };
        command.Options.Add(reason);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            string?[] parts = [filter.Text(parsed) is { } text ? $"({text})" : null, Bound("since", filter.From(parsed)), Bound("before", filter.To(parsed))];
            var selection = string.Join(' ', parts.Where(static part => part is not null));
            var hold = await client.PlaceHoldAsync(new HoldRequest(parsed.GetRequiredValue(name), selection, parsed.GetRequiredValue(reason)), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, hold);
            else terminal.People.WriteLineSafe($"Held as '{hold.Name}': {(hold.Filter.Length == 0 ? "everything in the project" : hold.Filter)}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string? Bound(string word, DateTimeOffset? time) => time is { } at ? $"{word}:{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.FFFZ}" : null;
}
