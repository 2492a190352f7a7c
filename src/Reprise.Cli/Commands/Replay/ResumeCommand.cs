using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Replay.Runs;

namespace Reprise.Cli.Commands.Replay;

/// <summary><c>reprise replay resume</c>.</summary>
internal static class ResumeCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("resume", "Go on with a run where it was; what has a replay on record is not replayed again");
        var id = new Argument<string>("run") { Description = "The run" };
        command.Arguments.Add(id);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var failed = new Option<bool>("--retry-failed") { Description = "Make replays again that failed" };
        command.Options.Add(failed);
        var bounds = RunBounds.AddTo(command);
        var report = ReportOptions.AddTo(command, gates: true);
        var detach = new Option<bool>("--detach") { Description = "Resume it and do not wait" };
        command.Options.Add(detach);
        command.SetAction((parsed, cancellationToken) => RunFailure.GuardAsync(async () =>
        {
            report.Check(parsed);
            using var client = connection.Open(parsed);
            var how = new RunResumption
            {
                RetryFailed = parsed.GetValue(failed) ? true : null,
                Concurrency = bounds.Concurrency(parsed),
                RatePerMinute = bounds.Rate(parsed),
                BudgetUsd = bounds.Budget(parsed),
                CostPerCallUsd = bounds.CostPerCall(parsed),
            };
            var run = await client.ResumeReplayRunAsync(parsed.GetRequiredValue(id), how, cancellationToken);
            if (parsed.GetValue(detach))
            {
                report.Begun(terminal, parsed, run);
                return ExitCodes.Ok;
            }

            run = await RunFollow.ToItsEndAsync(client, terminal, run, cancellationToken);
            return await report.WriteAsync(client, terminal, parsed, run, cancellationToken);
        }));
        return command;
    }
}
