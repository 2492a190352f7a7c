using System.CommandLine;
using Reprise.Cache.Experiments;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Experiment;

/// <summary><c>reprise cache experiment start</c>.</summary>
internal static class StartCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("start", "Deal out requests that name no policy to two of them, from now on; one experiment runs in a project at a time");
        var name = new Argument<string>("name") { Description = "A name for the experiment: 1 to 64 of a-z, 0-9, '-' and '_'" };
        var a = new Argument<string>("policy-a") { Description = "The one policy" };
        var b = new Argument<string>("policy-b") { Description = "The other" };
        command.Arguments.Add(name);
        command.Arguments.Add(a);
        command.Arguments.Add(b);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var share = new Option<double?>("--share") { Description = "Share of traffic that gets policy a, above 0 and below 1 [default: 0.5]", HelpName = "n" };
        var unit = new Option<string?>("--by") { Description = "What stays together [default: question]", HelpName = "question|user|session" };
        unit.AcceptOnlyFromAmong("question", "user", "session");
        command.Options.Add(share);
        command.Options.Add(unit);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var values = new ExperimentValues { PolicyA = parsed.GetRequiredValue(a), PolicyB = parsed.GetRequiredValue(b), ShareA = parsed.GetValue(share), Unit = parsed.GetValue(unit) };
            var experiment = await client.StartCacheExperimentAsync(parsed.GetRequiredValue(name), values, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, experiment);
            else terminal.People.WriteLineSafe($"Started: {experiment.Name}, {experiment.PolicyA} against {experiment.PolicyB}. Decide now how long it runs.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
