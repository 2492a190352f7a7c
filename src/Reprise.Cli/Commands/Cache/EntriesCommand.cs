using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache entries</c>.</summary>
internal static class EntriesCommand
{
    private const int Standard = 50;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("entries", "List questions that have an answer, newest first");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "Which interactions hold the answers");
        var output = OutputOptions.AddTo(command);
        var policy = new Option<string?>("--policy") { Description = "Only of this policy", HelpName = "name" };
        var limit = Limits.Positive("--limit", "At most this many [default: 50]", "-n");
        command.Options.Add(policy);
        command.Options.Add(limit);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var search = new CacheEntrySearch { Filter = filter.Text(parsed), From = filter.From(parsed), To = filter.To(parsed), Policy = parsed.GetValue(policy) };
            var table = Tables.New("time (UTC)", "interaction", "policy", "model or tool", "quality#", "asked", "answered");
            var count = 0;
            await foreach (var entry in client.ListCacheEntriesAsync(search, cancellationToken).Take(parsed.GetValue(limit) ?? Standard).WithCancellation(cancellationToken))
            {
                count++;
                if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, entry);
                else AddRow(table, entry);
            }

            if (output.IsJson(parsed)) return ExitCodes.Ok;
            if (count == 0) terminal.Tell("No entries.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void AddRow(Table table, CacheEntryView entry) => table.AddRow(
        Tables.Cell(Format.Time(entry.Timestamp)), Tables.Cell(entry.InteractionId), Tables.Cell(entry.Policy), Tables.Cell(entry.Model ?? entry.Name),
        Tables.Cell(entry.Pinned ? "pinned" : entry.QualityScore?.ToString("0.00", CultureInfo.InvariantCulture) ?? Format.Unknown), Tables.Cell(Tables.Shorten(entry.Text ?? "(letter for letter)", 60)),
        Tables.Cell(Tables.Shorten(entry.ContentPreview ?? "", 60)));
}
