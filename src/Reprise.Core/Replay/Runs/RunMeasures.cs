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
        if (made.FirstOrDefault(static evaluator => evaluator.Name.StartsWith(RunScorer.ReservedBeginning, StringComparison.Ordinal) || evaluator.Name.EndsWith(RunScorer.OriginalEnding, StringComparison.Ordinal)) is { } taken)
            throw new FormatException($"'{taken.Name}' is a name that runs use themselves: none begins with '{RunScorer.ReservedBeginning}' or ends with '{RunScorer.OriginalEnding}'. Give the evaluator another name.");
        return made;
    }

    /// <summary>The provider and the model behind a measure; null for one that calls nobody.</summary>
    public static (string Provider, string Model)? JudgeOf(RunMeasure measure)
    {
        const string Beginning = "judge:";
        if (!measure.Author.StartsWith(Beginning, StringComparison.Ordinal)) return null;
        var name = measure.Author[Beginning.Length..];
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (name, "") : (name[..slash], name[(slash + 1)..]);
    }

    public static IReadOnlyList<RunMeasure> Of(IReadOnlyList<IEvaluator> evaluators) =>
        [.. evaluators.Select(static evaluator => new RunMeasure(evaluator.Name, evaluator.Author, evaluator.IsPreference))];
}
