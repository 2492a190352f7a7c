using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Batch;

/// <summary><c>reprise batch wait</c>.</summary>
internal static class WaitCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("wait", "Wait until every call of a batch has its interaction on record; exits with 1 when one did not succeed");
        var id = BatchCommand.Id();
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var batch = await client.GetBatchAsync(parsed.GetRequiredValue(id), cancellationToken);
            return await BatchFollow.ToItsEndAsync(client, terminal, batch, output.IsJson(parsed), cancellationToken);
        });
        return command;
    }
}
