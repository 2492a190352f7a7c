using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Interactions;
using Reprise.Replay;

namespace Reprise.Cli.Commands.Replay;

/// <summary><c>reprise replay &lt;id&gt;</c>: one call made again; and what replays many.</summary>
internal static class ReplayCommand
{
    private static readonly JsonSerializerOptions s_file = new(ClientJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("replay", "Make a recorded call again, perhaps changed, and compare");
        var id = new Argument<string>("id") { Description = "The interaction to repeat, or 'last' for the latest" };
        id.Validators.Add(result =>
        {
            // A word that is neither an id nor a command is a mistyped command.
            if (result.Tokens is [var token] && token.Value is not "last" && !InteractionId.TryParse(token.Value, out _) && NearWord.Find(token.Value, command.Subcommands.Select(static subcommand => subcommand.Name)) is { } near)
                result.AddError($"there is no command 'replay {token.Value}'; did you mean '{near}'?");
        });
        command.Arguments.Add(id);
        foreach (var many in new[] { RunCommand.Create(terminal), ResumeCommand.Create(terminal), StopCommand.Create(terminal), ListCommand.Create(terminal), ReportCommand.Create(terminal) }) command.Subcommands.Add(many);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var changes = ReplayOptions.AddTo(command);
        var output = OutputOptions.AddTo(command);
        var file = new Option<string?>("--out") { Description = "Write the result to this file too, as JSON", HelpName = "file" };
        var keyVariable = new Option<string?>("--key-env")
        {
            Description = "Environment variable with the key for the provider; without it the usual one, such as OPENAI_API_KEY, when the server has no key and needs one",
            HelpName = "name",
        };
        command.Options.Add(file);
        command.Options.Add(keyVariable);

        command.Subcommands.Add(SessionCommand.Create(terminal));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var order = await changes.ReadAsync(parsed, cancellationToken);
            var path = parsed.GetValue(file);
            OutputFile.Check(path);
            using var client = connection.Open(parsed);
            var which = await ShowCommand.ResolveAsync(client, parsed.GetRequiredValue(id), cancellationToken);
            var result = await new KeyedReplay(client, connection.Address(parsed), terminal, parsed.GetValue(keyVariable)).SendAsync(which, order, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, result);
            else ReplayView.Write(terminal, result);
            // Last: what was paid for is shown even when it cannot be written.
            if (path is not null) await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(result, s_file.GetTypeInfo(typeof(ReplayResultDocument))), cancellationToken);
            return result.Replay is not (null or { Status: "success" }) || result.Summary is { Failed: > 0 } ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }
}
