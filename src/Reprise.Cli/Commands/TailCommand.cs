using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise tail</c>: interactions as they happen.</summary>
internal static class TailCommand
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public static Command Create(Terminal terminal)
    {
        var command = new Command("tail", "Watch interactions as they are recorded; Ctrl-C ends it");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = new Argument<string[]>(FilterOptions.ArgumentName) { Arity = ArgumentArity.ZeroOrMore, Description = "Which to show, in the filter language" };
        filter.Validators.Add(FilterOptions.RefuseUnknownOptions);
        filter.CompletionSources.Add(context => FieldCompletion.For(context, connection));
        command.Arguments.Add(filter);
        var output = OutputOptions.AddTo(command);
        var limit = Limits.Positive("--limit", "End after this many", "-n");
        command.Options.Add(limit);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var words = parsed.GetValue(filter);
            var json = output.IsJson(parsed);
            await FollowAsync(client, words is null or [] ? null : string.Join(' ', words), terminal, parsed.GetValue(limit) ?? int.MaxValue, item =>
            {
                if (json) JsonLines.Write(terminal.Output, item);
                else WriteLine(terminal, item);
            }, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>
    /// Follows through restarts of the server: a connection that was there once and broke is made again. What was recorded in between is not shown here;
    /// it is on record.
    /// </summary>
    private static async Task FollowAsync(
        RepriseClient client, string? filter, Terminal terminal, int most, Action<SummaryDocument> show, CancellationToken cancellationToken)
    {
        var shown = 0;
        var connected = false;
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await foreach (var item in client.TailAsync(filter, Connected, Lagging, cancellationToken))
                {
                    show(item);
                    if (++shown >= most) return;
                }
            }
            catch (Exception e) when (connected && e is HttpRequestException or HttpIOException or IOException)
            {
                // Told below, like an end in good order.
            }

            terminal.Tell("reprise: the server has ended the stream; connecting again …");
            await Task.Delay(pause, terminal.Time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        void Lagging(long dropped) => terminal.Tell($"reprise: this terminal is too slow; {Format.Count(dropped)} were left out here since it connected. They are on record.");

        void Connected()
        {
            terminal.Tell(connected ? "reprise: connected again." : "Watching; Ctrl-C ends it.");
            connected = true;
            pause = FirstPause;
        }
    }

    private static void WriteLine(Terminal terminal, SummaryDocument item)
    {
        var head = $"{Format.TimeOfDay(item.Timestamp)} {SafeText.Line(item.Status),-9} ";
        var rest = string.Join(" · ", new[]
        {
            SafeText.Line(SummaryTable.Model(item)),
            Format.Milliseconds(item.Metrics?.LatencyMs),
            item.Metrics?.TotalTokens is { } tokens ? $"{Format.Count(tokens)} tokens" : "",
            item.Metrics?.TotalCostUsd is { } cost ? Format.Cost(cost) : "",
            SummaryTable.What(item),
        }.Where(static part => part.Length > 0));
        terminal.People.Write(new Text(head, Tables.StyleOf(item.Status)));
        terminal.People.Write(new Text(Tables.Shorten(rest, terminal.Width - head.Length - 1) + "\n"));
    }
}
