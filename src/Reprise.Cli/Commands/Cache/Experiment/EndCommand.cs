using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Experiment;

/// <summary><c>reprise cache experiment end</c>.</summary>
internal static class EndCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("end", "End an experiment; its traffic goes to the project's policy again");
        var name = new Argument<string>("name") { Description = "The experiment" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var experiment = await client.EndCacheExperimentAsync(parsed.GetRequiredValue(name), cancellationToken);
            terminal.People.WriteLineSafe($"Ended: {experiment.Name}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
