using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Evaluation.Rules;

namespace Reprise.Cli.Commands.Evaluate.Rule;

/// <summary><c>reprise evaluate rule set</c>.</summary>
internal static class SetCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("set", "Set a rule, a new one or one there is: from now on a sample of what is recorded is scored");
        var name = new Argument<string>("name") { Description = "A name for the rule: 1 to 64 of a-z, 0-9, '-' and '_'" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = new Option<string?>("--filter") { Description = "Which interactions, in the filter language; everything when left out", HelpName = "filter" };
        command.Options.Add(filter);
        var evaluators = EvaluatorOption.AddTo(command);
        var sample = new Option<double?>("--sample") { Description = "The share that is scored, above 0 to 1 [default: 1]", HelpName = "n" };
        var most = Limits.Positive("--max-per-minute", $"Interactions a minute at most, on each server [default: {EvaluationRuleValues.StandardPerMinute}]");
        var off = new Option<bool>("--off") { Description = "Keep the rule and score nothing by it" };
        command.Options.Add(sample);
        command.Options.Add(most);
        command.Options.Add(off);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var written = evaluators.Read(parsed);
            if (written.Count == 0) throw CommandFailedException.Usage("reprise evaluate rule set: say by what to score with --evaluator.");
            var values = new EvaluationRuleValues
            {
                Filter = parsed.GetValue(filter), Sample = parsed.GetValue(sample), MaxPerMinute = parsed.GetValue(most), Enabled = parsed.GetValue(off) ? false : null, Evaluators = [.. written.Select(EvaluatorOption.ToJson)],
            };
            using var client = connection.Open(parsed);
            var rule = await client.SetEvaluationRuleAsync(parsed.GetRequiredValue(name), values, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, rule);
            else terminal.People.WriteLineSafe($"Set: {rule.Name}, {(rule.Enabled ? "on" : "off")}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
