using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Reprise.Privacy.Policies;
using Spectre.Console;

namespace Reprise.Cli.Commands.Privacy;

/// <summary><c>reprise privacy test</c>: what would happen to a text.</summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("test", "Show what would be recorded of a text or a body; nothing is stored");
        var text = new Argument<string>("text") { Description = "The text, or - for standard input" };
        command.Arguments.Add(text);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var isBody = new Option<bool>("--body") { Description = "Read it as the body of a call: JSON, events, JSON lines" };
        var isAnswer = new Option<bool>("--response") { Description = "Read it as the body of an answer" };
        var preset = new Option<string?>("--preset") { Description = "Try this preset instead of the policy in force", HelpName = "name" };
        preset.AcceptOnlyFromAmong([.. PrivacyPresets.All.Keys]);
        foreach (var option in new Option[] { isBody, isAnswer, preset }) command.Options.Add(option);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(text);
            if (given == "-")
            {
                using var reader = new StreamReader(terminal.OpenInput());
                given = await reader.ReadToEndAsync(cancellationToken);
            }

            var reads = parsed.GetValue(isBody) || parsed.GetValue(isAnswer);
            using var client = connection.Open(parsed);
            var result = await client.TestPrivacyAsync(
                new PrivacyTest
                {
                    Text = reads ? null : given, Body = reads ? given : null, Side = parsed.GetValue(isAnswer) ? "response" : "request",
                    Policy = parsed.GetValue(preset) is { } name ? PrivacyPresets.All[name] : null,
                },
                cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, result);
            else Write(terminal, result);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Terminal terminal, PrivacyTestResult result)
    {
        terminal.People.WriteLineSafe(result.Result ?? "(nothing of it would be recorded)");
        if (result.Fault is { } fault) terminal.Tell($"Note: {fault}.");
        if (result.Dropped.Count > 0) terminal.Tell($"Dropped: {string.Join(", ", result.Dropped)}.");
        if (result.Restricted.Count > 0) terminal.Tell($"Shown to owners alone: {string.Join(", ", result.Restricted)}.");
        if (result.Findings.Count == 0)
        {
            terminal.Tell($"The policy '{result.Policy}' takes nothing out.");
            return;
        }

        var table = Tables.New("type", "where", "from#", "length#");
        foreach (var found in result.Findings) table.AddRow(Tables.Cell(found.Type), Tables.Cell(found.Place ?? "text"), Tables.Cell(Format.Count(found.Start ?? found.NewStart)), Tables.Cell(Format.Count(found.Length ?? found.NewLength)));
        terminal.People.Write(table);
    }
}
