using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Prompt;

/// <summary><c>reprise prompt label</c>.</summary>
internal static class LabelCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("label", "Let a label, such as production, stand for a version");
        var name = PromptCommand.Name();
        var label = new Argument<string>("label") { Description = "Such as production" };
        var version = new Argument<string>("version") { Description = "The version's number, or none to take the label away" };
        command.Arguments.Add(name);
        command.Arguments.Add(label);
        command.Arguments.Add(version);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var text = parsed.GetRequiredValue(version);
            using var client = connection.Open(parsed);
            await client.LabelPromptAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(label), text == "none" ? null : PromptCommand.Version(text), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
