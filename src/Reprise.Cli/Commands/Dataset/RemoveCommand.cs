using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Dataset;

/// <summary><c>reprise dataset remove</c>.</summary>
internal static class RemoveCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("remove", "Remove a dataset with all its versions; the record stays");
        var name = DatasetCommand.Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemoveDatasetAsync(parsed.GetRequiredValue(name), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
