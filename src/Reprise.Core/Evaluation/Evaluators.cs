using Reprise.Calls;
using Reprise.Embeddings;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation;

/// <summary>All evaluators by type. To add one, write its class and add it to the table in <see cref="EvaluatorTable"/> and in docs/evaluation.md.</summary>
public sealed class Evaluators(IEmbedder embedder, ICallSender sender)
{
    internal IEmbedder Embedder { get; } = embedder;

    internal ICallSender Sender { get; } = sender;

    /// <summary>The types there are.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. EvaluatorTable.All.Select(static type => type.Name)];

    /// <summary>The types there are, with what each can be told.</summary>
    public static IReadOnlyList<EvaluatorType> Catalog => EvaluatorTable.All;

    /// <summary>Makes one.</summary>
    /// <param name="spec">Which, with its options.</param>
    /// <param name="project">On whose record a judge's calls are kept.</param>
    /// <exception cref="FormatException">There is no such type, or an option is missing or wrong; says which, for people.</exception>
    public IEvaluator Create(EvaluatorSpec spec, string project)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(project);
        var type = Find(spec.Type);
        return type.Make(new EvaluatorOptions(type, spec, project, this));
    }

    /// <exception cref="FormatException">There is none of that name.</exception>
    internal static EvaluatorType Find(string type) => EvaluatorTable.All.FirstOrDefault(known => known.Name == type)
        ?? throw new FormatException(EvaluatorOptions.Ended($"There is no evaluator '{EvaluatorOptions.Short(type)}'; there is {string.Join(", ", Types)}{EvaluatorOptions.Meant(type, Types)}"));
}
