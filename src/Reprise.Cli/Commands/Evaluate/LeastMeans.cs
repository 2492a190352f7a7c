using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Output;
using Reprise.Evaluation;
using Reprise.Evaluation.Scoring;

namespace Reprise.Cli.Commands.Evaluate;

/// <summary>Mean scores below which the command fails, for pipelines.</summary>
internal sealed class LeastMeans
{
    private readonly Option<string[]> _option = new("--fail-under")
    {
        Description = "Exit with 1 when the mean of a score is lower, or there is none: a number from 0 to 1 for every score, or name=number for one; may be given several times. (In 'reprise replay run' a number alone is a share of calls instead)",
        HelpName = "n|name=n",
    };

    public static LeastMeans AddTo(Command command)
    {
        var option = new LeastMeans();
        command.Options.Add(option._option);
        return option;
    }

    /// <returns>The least mean by the name of the scores; under the empty name for all that are not named.</returns>
    public IReadOnlyDictionary<string, double> Read(ParseResult parsed, IReadOnlyList<EvaluatorSpec> evaluators)
    {
        var limits = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var text in parsed.GetValue(_option) ?? [])
        {
            var (name, number) = text.Split('=', 2) is [var before, var behind] ? (before, behind) : ("", text);
            if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var least) || least is not (>= 0 and <= 1)) throw CommandFailedException.Usage($"--fail-under: '{number}' is no number from 0 to 1.");
            var names = evaluators.Select(static evaluator => evaluator.Name ?? evaluator.Type).ToList();
            if (name.Length > 0 && !names.Contains(name, StringComparer.Ordinal)) throw CommandFailedException.Usage($"--fail-under: there is no score '{name}'; there is {string.Join(", ", names)}.");
            limits[name] = least;
        }

        return limits;
    }

    /// <summary>Says which means are too low; whether any is.</summary>
    public static bool Tell(Terminal terminal, EvaluationResult result, IReadOnlyDictionary<string, double> limits)
    {
        var hasFailed = false;
        foreach (var score in result.Scores)
        {
            if (!limits.TryGetValue(score.Name, out var least) && !limits.TryGetValue("", out least)) continue;
            if (score.Mean >= least) continue;
            hasFailed = true;
            terminal.Tell(score.Mean is { } mean ? string.Create(CultureInfo.InvariantCulture, $"reprise evaluate: the mean of '{score.Name}' is {mean:0.###}, under {least}.") : $"reprise evaluate: nothing has a score '{score.Name}'.");
        }

        return hasFailed;
    }
}
