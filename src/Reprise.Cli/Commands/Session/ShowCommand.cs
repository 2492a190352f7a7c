using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Documents;

namespace Reprise.Cli.Commands.Session;

/// <summary><c>reprise session show</c>: a session from its first call to its last.</summary>
internal static class ShowCommand
{
    private const int PageSize = 200;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show the calls of a session, oldest first");
        var id = new Argument<string>("session") { Description = "Its id" };
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.Arguments.Add(id);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var items = new List<SummaryDocument>();
            SessionDocument? summary = null;
            string? cursor = null;
            do
            {
                var page = await client.GetSessionAsync(parsed.GetRequiredValue(id), PageSize, cursor, cancellationToken);
                summary ??= page.Summary;
                cursor = page.Cursor;
                if (!output.IsJson(parsed)) items.AddRange(page.Items);
                else
                {
                    foreach (var item in page.Items) JsonLines.Write(terminal.Output, item);
                }
            }
            while (cursor is not null);

            if (output.IsJson(parsed)) return ExitCodes.Ok;
            if (summary is not null) WriteSummary(terminal, summary);
            if (items.Count > 0) SummaryTable.Write(terminal, items);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void WriteSummary(Terminal terminal, SessionDocument summary)
    {
        var cost = summary.CostUsd is null ? "" : $", {Format.Cost(summary.CostUsd)}";
        terminal.People.WriteLineSafe(
            $"{SafeText.Line(summary.SessionId)}: {Format.Count(summary.Interactions)} calls, {Format.Count(summary.Errors)} errors, "
            + $"{Format.Count(summary.PromptTokens)} tokens in, {Format.Count(summary.CompletionTokens)} out{cost}, "
            + $"{Format.Time(summary.FirstTimestamp)} to {Format.Time(summary.LastTimestamp)} UTC\n");
    }
}
