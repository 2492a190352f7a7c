using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Batch;

/// <summary><c>reprise batch cancel</c>.</summary>
internal static class CancelCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("cancel", "End a batch early; what the provider has done by then comes on record");
        var id = BatchCommand.Id();
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var batch = await client.CancelBatchAsync(parsed.GetRequiredValue(id), cancellationToken);
            terminal.People.WriteLineSafe($"{batch.Id} is {BatchView.StateOf(batch)}.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
