using Reprise.Evaluation;

namespace Reprise.Replay.Runs;

/// <summary>The evaluators of a run.</summary>
internal static class RunMeasures
{
    /// <exception cref="FormatException">One is wrong, or two have one name; says so for people.</exception>
    public static IReadOnlyList<IEvaluator> Create(IReadOnlyList<string> texts, string project, Evaluators evaluators)
    {
        var made = texts.Select(text => evaluators.Create(EvaluatorSpec.Parse(text), project)).ToArray();
        if (made.GroupBy(static evaluator => evaluator.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new FormatException($"Two evaluators are called '{twice.Key}'; give one of them another name.");
        return made;
    }

    public static IReadOnlyList<RunMeasure> Of(IReadOnlyList<IEvaluator> evaluators) =>
        [.. evaluators.Select(static evaluator => new RunMeasure(evaluator.Name, evaluator.Author, evaluator.IsPreference))];
}
