using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Prompt;

/// <summary><c>reprise prompt</c>: templates with versions, and how these did.</summary>
internal static class PromptCommand
{
    public static Command Create(Terminal terminal) => new("prompt", "Prompt templates with versions and variables, and how the versions did")
    {
        SetCommand.Create(terminal),
        ListCommand.Create(terminal),
        ShowCommand.Create(terminal),
        RenderCommand.Create(terminal),
        LabelCommand.Create(terminal),
        CompareCommand.Create(terminal),
        ExperimentCommand.Create(terminal),
        RemoveCommand(terminal),
    };

    internal static Argument<string> Name() => new("name") { Description = "The prompt's name: 1 to 64 of a-z, 0-9, '-', '_' and '.'" };

    internal static int Version(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
        ? version : throw CommandFailedException.Usage($"'{text}' is no version of a prompt; expected a whole number from 1.");

    private static Command RemoveCommand(Terminal terminal)
    {
        var command = new Command("remove", "Remove a prompt with all its versions; the record of its calls stays");
        var name = Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemovePromptAsync(parsed.GetRequiredValue(name), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
