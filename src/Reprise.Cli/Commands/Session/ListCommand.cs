using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Spectre.Console;

namespace Reprise.Cli.Commands.Session;

/// <summary><c>reprise session list</c>.</summary>
internal static class ListCommand
{
    private const int DefaultLimit = 50;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "List sessions, latest first");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "Sessions with such an interaction");
        var output = OutputOptions.AddTo(command);
        var limit = Limits.Positive("--limit", $"At most this many [default: {DefaultLimit}]", "-n");
        command.Options.Add(limit);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var most = parsed.GetValue(limit) ?? DefaultLimit;
            var search = new InteractionSearch { Filter = filter.Text(parsed), From = filter.From(parsed), To = filter.To(parsed), PageSize = Math.Min(most, 200) };
            var found = client.ListSessionsAsync(search, cancellationToken).Take(most);
            if (output.IsJson(parsed))
            {
                await foreach (var session in found.WithCancellation(cancellationToken)) JsonLines.Write(terminal.Output, session);
                return ExitCodes.Ok;
            }

            var table = Tables.New("session", "calls#", "errors#", "tokens#", "cost#", "first (UTC)", "last (UTC)");
            await foreach (var session in found.WithCancellation(cancellationToken))
            {
                table.AddRow(
                    Tables.Cell(session.SessionId), Tables.Cell(Format.Count(session.Interactions)), Tables.Cell(Format.Count(session.Errors)),
                    Tables.Cell(Format.Count(session.PromptTokens + session.CompletionTokens)), Tables.Cell(Format.Cost(session.CostUsd)),
                    Tables.Cell(Format.Time(session.FirstTimestamp)), Tables.Cell(Format.Time(session.LastTimestamp)));
            }

            if (table.Rows.Count == 0) terminal.Tell("No sessions found.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
