using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Tool;

/// <summary><c>reprise tool quality</c>.</summary>
internal static class QualityCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("quality", "Say how good an answer is, of a tool or of a model; the latest word counts");
        var id = new Argument<string>("id") { Description = "The interaction that holds the answer" };
        var score = new Argument<double>("score") { Description = "0 to 1" };
        command.Arguments.Add(id);
        command.Arguments.Add(score);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var author = new Option<string?>("--author") { Description = "Who says so", HelpName = "name" };
        var reason = new Option<string?>("--reason") { Description = "Why", HelpName = "text" };
        command.Options.Add(author);
        command.Options.Add(reason);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var fact = await client.UpdateInteractionQualityAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(score), parsed.GetValue(author), parsed.GetValue(reason), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, fact);
            else terminal.People.WriteLineSafe(string.Create(CultureInfo.InvariantCulture, $"Quality {parsed.GetRequiredValue(score)}: {parsed.GetRequiredValue(id)}"));
            return ExitCodes.Ok;
        });
        return command;
    }
}
