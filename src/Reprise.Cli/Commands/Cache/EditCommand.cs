using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache edit</c>.</summary>
internal static class EditCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("edit", "Give this text instead of the recorded answer");
        var id = new Argument<string>("id") { Description = "The interaction that holds the answer, or a hit that was given it" };
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var content = new Option<string?>("--content") { Description = "The text", HelpName = "text" };
        var file = new Option<string?>("--file") { Description = "A file with the text; - reads standard input", HelpName = "file" };
        command.Options.Add(content);
        command.Options.Add(file);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (given, name) = (parsed.GetValue(content), parsed.GetValue(file));
            if (given is null == name is null) throw CommandFailedException.Usage("reprise cache edit: give the text with --content or with --file.");
            using var client = connection.Open(parsed);
            var answer = await client.EditCachedAsync(parsed.GetRequiredValue(id), given ?? await ReadAsync(terminal, name!, cancellationToken), cancellationToken);
            terminal.People.WriteLineSafe($"Edited: {answer.InteractionId}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<string> ReadAsync(Terminal terminal, string file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file == "-" ? terminal.OpenInput() : File.OpenRead(file));
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
