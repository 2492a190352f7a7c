using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Spectre.Console;

namespace Reprise.Cli.Commands.Audit;

/// <summary><c>reprise audit list</c>.</summary>
internal static class ListCommand
{
    private const int DefaultLimit = 50;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "List what was done, newest first");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var range = TimeRangeOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var action = new Option<string?>("--action") { Description = "Only this action, such as hold.create, or a beginning, such as 'retention.*'", HelpName = "action" };
        var scope = new Option<string?>("--scope") { Description = "project, installation (what concerns every project) or all [default: project]", HelpName = "scope" };
        scope.AcceptOnlyFromAmong("project", "installation", "all");
        var limit = Limits.Positive("--limit", $"At most this many [default: {DefaultLimit}]", "-n");
        command.Options.Add(action);
        command.Options.Add(scope);
        command.Options.Add(limit);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var most = parsed.GetValue(limit) ?? DefaultLimit;
            var search = new AuditSearch { Action = parsed.GetValue(action), Scope = parsed.GetValue(scope), From = range.From(parsed), To = range.To(parsed), PageSize = Math.Min(most, 1000) };
            var found = client.ListAuditAsync(search, cancellationToken).Take(most);
            if (output.IsJson(parsed))
            {
                await foreach (var entry in found.WithCancellation(cancellationToken)) JsonLines.Write(terminal.Output, entry);
                return ExitCodes.Ok;
            }

            var table = Tables.New("time (UTC)", "project", "who", "what", "to what", "details");
            await foreach (var entry in found.WithCancellation(cancellationToken))
            {
                table.AddRow(
                    Tables.Cell(Format.Time(entry.Timestamp)), Tables.Cell(entry.Project ?? "(all)"), Tables.Cell(entry.Actor), Tables.Cell(entry.Action), Tables.Cell(entry.Subject),
                    Tables.Cell(entry.Details?.GetRawText()));
            }

            if (table.Rows.Count == 0) terminal.Tell("Nothing was done.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
