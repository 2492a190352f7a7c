using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Evaluation.Scoring;

namespace Reprise.Cli.Commands.Evaluate;

/// <summary><c>reprise evaluate</c>: scores what is on record. The server works in pieces of some seconds; the command asks until all is scored.</summary>
internal static class EvaluateCommand
{
    private const int StandardLimit = 1000;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("evaluate", "Score recorded interactions and put the scores on record")
        {
            ListCommand.Create(terminal),
            Rule.RuleCommand.Create(terminal),
        };
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = new Option<string?>("--filter") { Description = "Which interactions, in the filter language; everything when left out", HelpName = "filter" };
        command.Options.Add(filter);
        var range = TimeRangeOptions.AddTo(command, terminal);
        var evaluators = EvaluatorOption.AddTo(command);
        var expected = new Option<string?>("--expected-from") { Description = "Where the expected answers are: corrections, or dataset:name, or dataset:name@version", HelpName = "place" };
        var limit = Limits.Positive("--limit", $"Score at most so many, the newest first [default: {StandardLimit}]");
        var dry = new Option<bool>("--dry-run") { Description = "Put nothing on record and ask no judge" };
        var least = LeastMeans.AddTo(command);
        command.Options.Add(expected);
        command.Options.Add(limit);
        command.Options.Add(dry);
        var output = OutputOptions.AddTo(command);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var written = evaluators.Read(parsed);
            if (written.Count == 0) throw CommandFailedException.Usage("reprise evaluate: say by what to score with --evaluator; 'reprise evaluate list' shows what there is.");
            var limits = least.Read(parsed, written);
            var request = new EvaluationRequest
            {
                Filter = parsed.GetValue(filter), From = range.From(parsed), To = range.To(parsed), Evaluators = [.. written.Select(EvaluatorOption.ToJson)],
                ExpectedFrom = parsed.GetValue(expected), DryRun = parsed.GetValue(dry),
            };
            using var client = connection.Open(parsed);
            var most = parsed.GetValue(limit) ?? StandardLimit;
            var result = await Progress.ShowAsync(terminal, "scoring", most, told => ScoreAllAsync(client, request, most, told, cancellationToken));
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, result);
            else EvaluationView.Write(terminal, result);
            return LeastMeans.Tell(terminal, result, limits) ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<EvaluationResult> ScoreAllAsync(RepriseClient client, EvaluationRequest request, int most, Action<long> told, CancellationToken cancellationToken)
    {
        EvaluationResult? all = null;
        long done;
        do
        {
            done = all is null ? 0 : all.Interactions + all.LeftOut;
            var part = await client.EvaluateAsync(request with { Limit = (int)Math.Min(ScoringRequest.MaxLimit, most - done), Cursor = all?.Cursor }, cancellationToken);
            all = all is null ? part : all.And(part);
            done = all.Interactions + all.LeftOut;
            told(done);
        }
        while (all.Cursor is not null && done < most);
        return all;
    }
}
