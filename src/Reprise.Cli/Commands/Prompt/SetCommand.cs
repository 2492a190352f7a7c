using System.CommandLine;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Prompts;

namespace Reprise.Cli.Commands.Prompt;

/// <summary><c>reprise prompt set</c>: another version.</summary>
internal static class SetCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("set", "Add a version, and the prompt with its first one; {{name}} and {{name|default}} are variables");
        var name = PromptCommand.Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var text = Text("--text", "A single text, instead of messages; @file reads it from a file, @- from standard input", "text");
        var system = Text("--system", "The system message; @file reads it", "text");
        var user = Text("--user", "The user's message; @file reads it", "text");
        var model = Text("--model", "The model it is meant for", "model");
        var parameters = Text("--parameters", "Other values of the request: a JSON object", "json");
        var note = Text("--note", "Why this version", "text");
        var description = Text("--description", "What the prompt is for", "text");
        var label = new Option<string[]>("--label") { Description = "Let this label, such as production, stand for the version", HelpName = "label" };
        foreach (var option in new Option[] { text, system, user, model, parameters, note, description, label }) command.Options.Add(option);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var messages = new List<PromptMessage>();
            if (await ReadAsync(terminal, parsed.GetValue(system), cancellationToken) is { } first) messages.Add(new PromptMessage("system", first));
            if (await ReadAsync(terminal, parsed.GetValue(user), cancellationToken) is { } second) messages.Add(new PromptMessage("user", second));
            var values = new PromptValues
            {
                Text = await ReadAsync(terminal, parsed.GetValue(text), cancellationToken), Messages = messages.Count == 0 ? null : messages, Model = parsed.GetValue(model), Note = parsed.GetValue(note),
                Parameters = parsed.GetValue(parameters) is { } json ? Json(json) : null, Description = parsed.GetValue(description), Labels = parsed.GetValue(label),
            };
            if (values.Text is null == values.Messages is null) throw CommandFailedException.Usage("reprise prompt set: give either --text, or --system and --user.");
            using var client = connection.Open(parsed);
            var prompt = await client.SetPromptAsync(parsed.GetRequiredValue(name), values, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, prompt);
            else terminal.People.WriteLineSafe($"{prompt.Name} version {prompt.Versions[^1].Number}{(prompt.Versions[^1].Variables is { Count: > 0 } variables ? $": {string.Join(", ", variables)}" : "")}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<string?> ReadAsync(Terminal terminal, string? text, CancellationToken cancellationToken)
    {
        if (text is not ['@', .. var file]) return text;
        using var reader = new StreamReader(file == "-" ? terminal.OpenInput() : File.OpenRead(file));
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static JsonElement Json(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            throw CommandFailedException.Usage("reprise prompt set: --parameters is no JSON object.");
        }
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}
