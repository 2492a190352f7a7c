using System.CommandLine;
using System.Text;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Prompts;

namespace Reprise.Cli.Commands.Prompt;

/// <summary><c>reprise prompt render</c>.</summary>
internal static class RenderCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("render", "Put variables into a version, and show the headers for the call");
        var name = PromptCommand.Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var variables = new Option<string[]>("--var") { Description = "A variable: name=value", HelpName = "name=value" };
        var key = new Option<string?>("--for") { Description = "Whoever should always get the same version of an experiment", HelpName = "who" };
        var version = Limits.Positive("--of-version", "This version");
        var label = new Option<string?>("--label") { Description = "The version of this label", HelpName = "label" };
        foreach (var option in new Option[] { variables, key, version, label }) command.Options.Add(option);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var pair in parsed.GetValue(variables) ?? [])
            {
                var at = pair.IndexOf('=', StringComparison.Ordinal);
                if (at < 1) throw CommandFailedException.Usage("reprise prompt render: --var is name=value.");
                values[pair[..at]] = Text(pair[(at + 1)..]);
            }

            using var client = connection.Open(parsed);
            var request = new PromptRequest { Variables = values, Key = parsed.GetValue(key), Version = parsed.GetValue(version), Label = parsed.GetValue(label) };
            var rendered = await client.RenderPromptAsync(parsed.GetRequiredValue(name), request, cancellationToken);
            if (output.IsJson(parsed))
            {
                JsonLines.Write(terminal.Output, rendered);
                return ExitCodes.Ok;
            }

            foreach (var (header, value) in rendered.Headers) terminal.Tell($"{header}: {value}");
            if (rendered.Text is { } text) terminal.People.WriteLineSafe(text);
            foreach (var message in rendered.Messages ?? []) terminal.People.WriteLineSafe($"{message.Role}: {message.Content}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static JsonElement Text(string value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) writer.WriteStringValue(value);
        return JsonElement.Parse(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
