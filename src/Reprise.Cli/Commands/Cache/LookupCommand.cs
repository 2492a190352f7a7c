using System.CommandLine;
using System.Text;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache lookup</c>. Prints the answer and nothing else, so that a script can use it in the place of the tool's.</summary>
internal static class LookupCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("lookup", "Print the one answer to use instead of calling a tool; exit code 1, with the reason on standard error, where there is none");
        var tool = new Argument<string>("tool") { Description = "The name under which the calls were logged" };
        var input = new Argument<string[]>("input") { Description = "What the tool would be given: a text, whose words are joined with spaces, or JSON", Arity = ArgumentArity.OneOrMore };
        input.Validators.Add(FilterOptions.RefuseUnknownOptions);
        command.Arguments.Add(tool);
        command.Arguments.Add(input);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var threshold = Number("--threshold", "Least similarity [default: 0.95]");
        var age = Number("--max-age-hours", "Older answers are not given; 0 is no limit but the policy's [default: 24]");
        var quality = Number("--min-quality", "Least quality [default: the policy's]");
        var wrong = Number("--accepted-wrong-rate", "The share of wrong answers to accept where the input is worded differently [default: the policy's]");
        var inputs = InputHashes.Option();
        foreach (var option in new Option[] { threshold, age, quality, wrong, inputs }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var result = await client.GetCachedResultAsync(
                new CachedResultRequest
                {
                    ToolId = parsed.GetRequiredValue(tool),
                    Input = JsonInput.Read(string.Join(' ', parsed.GetRequiredValue(input))),
                    SimilarityThreshold = parsed.GetValue(threshold),
                    MaxAgeHours = parsed.GetValue(age),
                    MinQuality = parsed.GetValue(quality),
                    AcceptedWrongRate = parsed.GetValue(wrong),
                    Inputs = InputHashes.Read(parsed.GetValue(inputs)),
                }, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, result);
            else if (result.Answer is { } answer) Write(terminal, answer.Output);
            else terminal.Tell($"No answer to use: {result.Reason}");
            return result.Hit ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static void Write(Terminal terminal, JsonElement? output)
    {
        var text = output is { } value ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText() : "";
        if (terminal.OutputIsTerminal) terminal.People.WriteLineSafe(text);
        else terminal.Output.Write(Encoding.UTF8.GetBytes(text + "\n"));
    }

    private static Option<double?> Number(string name, string description) => new(name) { Description = description, HelpName = "n" };
}
