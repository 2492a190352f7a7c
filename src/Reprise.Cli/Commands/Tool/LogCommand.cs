using System.CommandLine;
using System.Text.Json;
using Reprise.Cli.Commands.Cache;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;

namespace Reprise.Cli.Commands.Tool;

/// <summary><c>reprise tool log</c>.</summary>
internal static class LogCommand
{
    private static readonly string[] s_types = ["tool", "check", "cli_command", "api_request", "llm"];

    public static Command Create(Terminal terminal)
    {
        var command = new Command("log", "Log a call, so that its answer is found again; prints its id");
        var tool = new Argument<string>("tool") { Description = "By what it is found again" };
        var input = new Argument<string[]>("input") { Description = "What it was given: a text, whose words are joined with spaces, or JSON", Arity = ArgumentArity.OneOrMore };
        input.Validators.Add(FilterOptions.RefuseUnknownOptions);
        command.Arguments.Add(tool);
        command.Arguments.Add(input);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var content = Text("--output", "What it answered: a text or JSON", "text");
        var file = Text("--output-file", "A file with what it answered; - reads standard input", "file");
        var failed = new Option<bool>("--failed") { Description = "It did not end well" };
        var quality = Number("--quality", "How good the answer is, 0 to 1");
        var latency = Number("--latency-ms", "How long it took");
        var type = Text("--type", "What kind of call it was [default: tool]", string.Join('|', s_types));
        type.AcceptOnlyFromAmong(s_types);
        var inputs = InputHashes.Option();
        var metadata = Text("--metadata", "Values of your own: a JSON object", "json");
        var id = Text("--id", "An id of your own; sent twice it is stored once", "id");
        foreach (var option in new Option[] { content, file, failed, quality, latency, type, inputs, metadata, id }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (given, name) = (parsed.GetValue(content), parsed.GetValue(file));
            if (given is null == name is null) throw CommandFailedException.Usage("reprise tool log: give the answer with --output or with --output-file.");
            var call = new LoggedInteraction
            {
                ToolId = parsed.GetRequiredValue(tool),
                Input = JsonInput.Read(string.Join(' ', parsed.GetRequiredValue(input))),
                Output = JsonInput.Read(given ?? await ReadAsync(terminal, name!, cancellationToken)),
                Success = !parsed.GetValue(failed),
                QualityScore = parsed.GetValue(quality),
                LatencyMs = parsed.GetValue(latency),
                InteractionType = parsed.GetValue(type) ?? "tool",
                Inputs = InputHashes.Read(parsed.GetValue(inputs)),
                Metadata = parsed.GetValue(metadata) is { } text ? Object(text) : null,
                InteractionId = parsed.GetValue(id),
            };
            using var client = connection.Open(parsed);
            terminal.People.WriteLineSafe(await client.LogInteractionAsync(call, cancellationToken));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<string> ReadAsync(Terminal terminal, string file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file == "-" ? terminal.OpenInput() : File.OpenRead(file));
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static JsonElement Object(string text)
    {
        try
        {
            if (JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } json) return json;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw CommandFailedException.Usage("reprise tool log: --metadata is no JSON object.");
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };

    private static Option<double?> Number(string name, string description) => new(name) { Description = description, HelpName = "n" };
}
