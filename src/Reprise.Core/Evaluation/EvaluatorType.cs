using Reprise.Evaluation.Kinds;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation;

/// <summary>A type of evaluator: what it is called, what it can be told, and how one is made.</summary>
public sealed class EvaluatorType
{
    /// <summary>What every evaluator can be told.</summary>
    public static EvaluatorOption Pass { get; } = new("pass", OptionKind.Number, null, "the least score that passes, 0 to 1");

    internal EvaluatorType(string name, string summary, double passes, string? shortOption, Func<EvaluatorOptions, Evaluator> make, params IReadOnlyList<EvaluatorOption> options) =>
        (Name, Summary, Passes, ShortOption, Make, Options) = (name, summary, passes, shortOption, make, options);

    public string Name { get; }

    /// <summary>What it tells, in a few words.</summary>
    public string Summary { get; }

    /// <summary>The least score that passes when nobody says otherwise.</summary>
    public double Passes { get; }

    /// <summary>The option that stands behind the colon of the short form; null when there is no short form with a value.</summary>
    public string? ShortOption { get; }

    /// <summary>What it can be told besides <see cref="Pass"/>.</summary>
    public IReadOnlyList<EvaluatorOption> Options { get; }

    internal Func<EvaluatorOptions, Evaluator> Make { get; }

    internal EvaluatorOption? Find(string name) => name == Pass.Name ? Pass : Options.FirstOrDefault(option => option.Name == name);
}
