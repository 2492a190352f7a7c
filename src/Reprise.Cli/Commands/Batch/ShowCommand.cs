using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Batch;

/// <summary><c>reprise batch show</c>.</summary>
internal static class ShowCommand
{
    private const int PageSize = 1000;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show how far a batch is, and its calls");
        var id = BatchCommand.Id();
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var calls = new Option<bool>("--calls") { Description = "Its calls too, with the interactions they are or will be" };
        var state = new Option<string?>("--state") { Description = "Only calls in this state", HelpName = "state" };
        state.AcceptOnlyFromAmong("waiting", "succeeded", "failed", "expired", "cancelled", "unanswered", "erased");
        command.Options.Add(calls);
        command.Options.Add(state);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var (asJson, wanted) = (output.IsJson(parsed), parsed.GetValue(state));
            var batch = await client.GetBatchAsync(parsed.GetRequiredValue(id), cancellationToken);
            if (asJson) JsonLines.Write(terminal.Output, batch);
            else BatchView.Write(terminal, batch);
            if (!parsed.GetValue(calls) && wanted is null) return ExitCodes.Ok;

            var table = Tables.New("interaction", "call", "state");
            for (int? offset = 0; offset is { } at;)
            {
                var page = await client.ListBatchCallsAsync(batch.Id, wanted, at, PageSize, cancellationToken);
                foreach (var call in page.Items)
                {
                    if (asJson) JsonLines.Write(terminal.Output, call);
                    else table.AddRow(Tables.Cell(call.InteractionId), Tables.Cell(call.CustomId ?? ""), Tables.Cell(call.State.ToString().ToLowerInvariant()));
                }

                offset = page.Next;
            }

            if (!asJson) terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }
}
