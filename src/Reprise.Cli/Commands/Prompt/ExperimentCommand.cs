using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Prompts;

namespace Reprise.Cli.Commands.Prompt;

/// <summary><c>reprise prompt experiment</c>.</summary>
internal static class ExperimentCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("experiment", "Let versions share the calls of a prompt: the same key always gets the same version");
        var name = PromptCommand.Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var variants = new Option<string[]>("--variant") { Description = "A version and its share, as 1=0.5; at least two", HelpName = "version=share" };
        var experiment = new Option<string?>("--experiment") { Description = "Its name; another one deals the keys out anew", HelpName = "name" };
        var end = new Option<bool>("--end") { Description = "End the experiment" };
        foreach (var option in new Option[] { variants, experiment, end }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetValue(variants) ?? [];
            if (parsed.GetValue(end) == given.Length > 0) throw CommandFailedException.Usage("reprise prompt experiment: give --variant at least twice, or --end.");
            using var client = connection.Open(parsed);
            var prompt = await client.TryPromptAsync(parsed.GetRequiredValue(name), parsed.GetValue(experiment), [.. given.Select(Variant)], cancellationToken);
            terminal.Tell(prompt.Experiment is { } running ? $"{running.Name}: {string.Join(", ", running.Variants.Select(static one => string.Create(CultureInfo.InvariantCulture, $"version {one.Version} {one.Share:P0}")))}" : "The experiment has ended.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static PromptVariant Variant(string text) => text.Split('=', 2) is [var version, var share] && double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out var part)
        ? new PromptVariant(PromptCommand.Version(version), part) : throw CommandFailedException.Usage("reprise prompt experiment: --variant is version=share, as 1=0.5.");
}
