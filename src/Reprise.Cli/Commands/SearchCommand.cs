using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise search</c>: a list of interactions.</summary>
internal static class SearchCommand
{
    private const int DefaultLimit = 50;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("search", "Find interactions, newest first");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "What to find");
        var output = OutputOptions.AddTo(command);
        var limit = Limits.Positive("--limit", $"At most this many [default: {DefaultLimit}]", "-n");
        var all = new Option<bool>("--all") { Description = "No limit" };
        var oldest = new Option<bool>("--oldest") { Description = "Oldest first" };
        command.Options.Add(limit);
        command.Options.Add(all);
        command.Options.Add(oldest);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var most = parsed.GetValue(all) ? int.MaxValue : parsed.GetValue(limit) ?? DefaultLimit;
            var search = new InteractionSearch
            {
                Filter = filter.Text(parsed),
                From = filter.From(parsed),
                To = filter.To(parsed),
                Ascending = parsed.GetValue(oldest),
                PageSize = Math.Min(most, output.IsJson(parsed) ? 500 : 100),
            };
            var found = client.SearchAsync(search, cancellationToken).Take(most);
            if (output.IsJson(parsed))
            {
                await foreach (var item in found.WithCancellation(cancellationToken)) JsonLines.Write(terminal.Output, item);
                return ExitCodes.Ok;
            }

            var items = await found.ToListAsync(cancellationToken);
            if (items.Count == 0) terminal.Tell("Nothing found.");
            else SummaryTable.Write(terminal, items);
            if (items.Count == most) terminal.Tell($"The first {Format.Count(most)}; more with --limit or --all.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
