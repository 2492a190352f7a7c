using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Retention;
using Spectre.Console;
using Progress = Reprise.Cli.Output.Progress;

namespace Reprise.Cli.Commands.Retention;

/// <summary><c>reprise retention run</c>. The server works in pieces of some seconds; the command asks until nothing is left.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("run", "Apply the policies of all projects, or of one named with --only, without waiting for the server to do it by itself");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var only = new Option<string?>("--only") { Description = "Only this project", HelpName = "project" };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would go, and remove nothing" };
        command.Options.Add(only);
        command.Options.Add(dry);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var request = new RetentionRunRequest { DryRun = parsed.GetValue(dry), Project = parsed.GetValue(only) };
            var lines = await Progress.ShowAsync(terminal, "removing", total: null, _ => RunAsync(client, request, cancellationToken));
            if (output.IsJson(parsed))
            {
                foreach (var line in lines) JsonLines.Write(terminal.Output, line);
            }
            else Write(terminal, lines, request.DryRun);

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<RetentionLine>> RunAsync(RepriseClient client, RetentionRunRequest request, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<(string, string, string), RetentionLine>();
        while (true)
        {
            var report = await client.RunRetentionAsync(request, cancellationToken);
            foreach (var line in report.Lines)
            {
                var key = (line.Project, line.Rule, line.Kinds);
                sums[key] = sums.TryGetValue(key, out var sum) ? line with { Interactions = line.Interactions + sum.Interactions, Bytes = line.Bytes + sum.Bytes } : line;
            }

            if (report.Complete) return [.. sums.Values];
        }
    }

    private static void Write(Terminal terminal, IReadOnlyList<RetentionLine> lines, bool dryRun)
    {
        if (lines.Count == 0)
        {
            terminal.Tell("Everything is kept for ever, or nothing is on record.");
            return;
        }

        var table = Tables.New("project", "rule", "limit#", "kinds", "before (UTC)", dryRun ? "would go#" : "went#", "bytes#", "held#");
        foreach (var line in lines)
        {
            table.AddRow(
                Tables.Cell(line.Project), Tables.Cell(line.Rule), Tables.Cell(Format.Count(line.Limit)), Tables.Cell(line.Kinds), Tables.Cell(Format.Time(line.Before)),
                Tables.Cell(Format.Count(line.Interactions)), Tables.Cell(line.Rule == RetentionLine.BodyDays ? Format.Unknown : Format.Bytes(line.Bytes)), Tables.Cell(Format.Count(line.Held)));
        }

        terminal.People.Write(table);
    }
}
