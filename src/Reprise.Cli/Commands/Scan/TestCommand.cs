using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Scan;

/// <summary><c>reprise scan test</c>.</summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("test", "Show everything that scanning finds in a text, and what the project's policy would do");
        var text = new Argument<string>("text") { Description = "The text" };
        var answer = new Option<bool>("--answer") { Description = "Take it for an answer instead of a request" };
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.Arguments.Add(text);
        command.Options.Add(answer);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var given = parsed.GetRequiredValue(text);
            var found = parsed.GetValue(answer) ? await client.TestSecurityAsync(null, given, null, cancellationToken) : await client.TestSecurityAsync(given, null, null, cancellationToken);
            JsonLines.Write(terminal.Output, found.WriteTo);
            return ExitCodes.Ok;
        });
        return command;
    }
}
