using System.CommandLine;
using Reprise.Cli.Commands.Evaluate;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Replay.Runs;

namespace Reprise.Cli.Commands.Replay;

/// <summary><c>reprise replay run</c>: many calls made again, scored and reported on.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("run", "Replay what a filter or a dataset selects, score it and report; exits with 1 below --fail-under, with 2 when it did not come to its end");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = new Option<string?>("--filter") { Description = "Which interactions, in the filter language; replays are left out unless it asks for them", HelpName = "filter" };
        var dataset = new Option<string?>("--dataset") { Description = "A dataset instead of a filter", HelpName = "name[@version]" };
        command.Options.Add(filter);
        command.Options.Add(dataset);
        var range = TimeRangeOptions.AddTo(command, terminal);
        var limit = Limits.Positive("--limit", "The oldest so many only");
        command.Options.Add(limit);
        var changes = ReplayOptions.AddChangesTo(command, withContext: false);
        var evaluators = EvaluatorOption.AddTo(command);
        var bounds = RunBounds.AddTo(command);
        var report = ReportOptions.AddTo(command, gates: true);
        var detach = new Option<bool>("--detach") { Description = "Begin it and do not wait" };
        command.Options.Add(detach);
        command.SetAction((parsed, cancellationToken) => RunFailure.GuardAsync(async () =>
        {
            report.Check(parsed);
            var change = await changes.ReadAsync(parsed, cancellationToken);
            var request = new RunRequest
            {
                Filter = parsed.GetValue(filter),
                Dataset = parsed.GetValue(dataset),
                From = range.From(parsed),
                To = range.To(parsed),
                Limit = parsed.GetValue(limit),
                Prompt = change.Prompt,
                System = change.System,
                Model = change.Model,
                Provider = change.Provider,
                Parameters = change.Parameters is null ? null : new(change.Parameters, StringComparer.Ordinal),
                Evaluators = [.. evaluators.Read(parsed).Select(static spec => spec.ToJson())],
                Concurrency = bounds.Concurrency(parsed),
                RatePerMinute = bounds.Rate(parsed),
                BudgetUsd = bounds.Budget(parsed),
                CostPerCallUsd = bounds.CostPerCall(parsed),
            };
            using var client = connection.Open(parsed);
            var run = await client.StartReplayRunAsync(request, cancellationToken);
            terminal.Tell($"Run {run.Id}: {Format.Count(run.Total)} calls.");
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
