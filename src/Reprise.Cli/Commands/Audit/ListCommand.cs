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
        var actor = new Option<string?>("--actor") { Description = "Only what this one did, such as user:ann, key:ci or local", HelpName = "actor" };
        var subject = new Option<string?>("--subject") { Description = "Only what was done to this, such as an interaction's id", HelpName = "subject" };
        var format = new Option<string?>("--format") { Description = "Write all of it as a file for programs: jsonl or csv", HelpName = "format" };
        format.AcceptOnlyFromAmong("jsonl", "csv");
        scope.AcceptOnlyFromAmong("project", "installation", "all");
        var limit = Limits.Positive("--limit", $"At most this many [default: {DefaultLimit}]", "-n");
        command.Options.Add(action);
        command.Options.Add(actor);
        command.Options.Add(subject);
        command.Options.Add(format);
        command.Options.Add(scope);
        command.Options.Add(limit);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var most = parsed.GetValue(limit) ?? DefaultLimit;
            var search = new AuditSearch { Action = parsed.GetValue(action), Actor = parsed.GetValue(actor), Subject = parsed.GetValue(subject), Scope = parsed.GetValue(scope), From = range.From(parsed), To = range.To(parsed), PageSize = Math.Min(most, 1000) };
            if (parsed.GetValue(format) is { } form)
            {
                await client.ExportAuditAsync(search, form, terminal.Output, cancellationToken);
                return ExitCodes.Ok;
            }

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
