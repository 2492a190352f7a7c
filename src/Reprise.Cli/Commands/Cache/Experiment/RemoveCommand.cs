using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Experiment;

/// <summary><c>reprise cache experiment remove</c>.</summary>
internal static class RemoveCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("remove", "Forget an experiment; the record of its calls stays");
        var name = new Argument<string>("name") { Description = "The experiment" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemoveCacheExperimentAsync(parsed.GetRequiredValue(name), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
