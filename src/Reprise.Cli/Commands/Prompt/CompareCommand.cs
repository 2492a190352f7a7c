using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Prompts;
using Spectre.Console;

namespace Reprise.Cli.Commands.Prompt;

/// <summary><c>reprise prompt compare</c>: how the versions did.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("compare", "How the versions of a prompt did, by the record of their calls");
        var name = PromptCommand.Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var range = TimeRangeOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var found = await client.ComparePromptAsync(parsed.GetRequiredValue(name), range.From(parsed), range.To(parsed), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, found);
            else Show(terminal, found);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Show(Terminal terminal, PromptComparison found)
    {
        var table = Tables.New("version#", "calls#", "cached#", "success#", "p50#", "p95#", "tokens in#", "tokens out#", "cost#");
        foreach (var version in found.Versions)
        {
            table.AddRow(
                Tables.Cell(Number(version.Version)), Tables.Cell(Format.Count(version.Calls)), Tables.Cell(Format.Count(version.FromCache)), Tables.Cell(Format.Share(version.Succeeded, version.Calls)),
                Tables.Cell(Format.Milliseconds(version.LatencyMsP50)), Tables.Cell(Format.Milliseconds(version.LatencyMsP95)), Tables.Cell(Number(version.PromptTokens?.Mean)), Tables.Cell(Number(version.CompletionTokens?.Mean)), Tables.Cell(Format.Cost((decimal?)version.CostUsd?.Mean)));
        }

        terminal.People.Write(table);
        if (found.Differences.Count > 0)
        {
            var differences = Tables.New("versions", "measure", "difference#", "95 % from#", "to#", "verdict");
            foreach (var one in found.Differences)
                differences.AddRow(Tables.Cell($"{one.Of} against {one.From}"), Tables.Cell(one.Measure), Tables.Cell(Number(one.Difference)), Tables.Cell(Number(one.Lower)), Tables.Cell(Number(one.Upper)), Tables.Cell(one.Verdict.Replace('_', ' ')));
            terminal.People.Write(differences);
        }

        if (found.Note is { } note) terminal.Tell(note);
    }

    private static string Number(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? Format.Unknown;
}
