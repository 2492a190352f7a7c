using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Prompt;

/// <summary><c>reprise prompt show</c>: a version's words, and what changed since another.</summary>
internal static class ShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show a version of a prompt, or what changed since an earlier one");
        var name = new Argument<string>("name") { Description = "The prompt's name, or name@version; its newest version without" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var since = Limits.Positive("--since-version", "Mark what changed since this version: [-removed-] {+added+}");
        command.Options.Add(since);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var (wanted, number) = parsed.GetRequiredValue(name).Split('@', 2) is [var one, var two] ? (one, PromptCommand.Version(two)) : (parsed.GetRequiredValue(name), (int?)null);
            if (parsed.GetValue(since) is { } earlier)
            {
                var diff = await client.DiffPromptAsync(wanted, earlier, number, cancellationToken);
                if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, diff);
                else terminal.People.WriteLineSafe(diff.Words is null ? "The words are the same." : string.Concat(diff.Words.Select(static piece => piece.Kind switch { "removed" => $"[-{piece.Text}-]", "added" => $"{{+{piece.Text}+}}", _ => piece.Text })));
                return ExitCodes.Ok;
            }

            var prompt = await client.GetPromptAsync(wanted, cancellationToken);
            var version = prompt.Versions.FirstOrDefault(known => known.Number == (number ?? prompt.Versions[^1].Number)) ?? throw new CommandFailedException($"The prompt '{wanted}' has no version {number}.");
            if (output.IsJson(parsed))
            {
                JsonLines.Write(terminal.Output, version);
                return ExitCodes.Ok;
            }

            terminal.Tell($"{prompt.Name}@{version.Number}, {Format.Time(version.CreatedAt)}{(version.Model is { } model ? $", {model}" : "")}{(version.Note is { } note ? $": {note}" : "")}");
            if (version.Text is { } text) terminal.People.WriteLineSafe(text);
            foreach (var message in version.Messages ?? []) terminal.People.WriteLineSafe($"{message.Role}: {message.Content}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
