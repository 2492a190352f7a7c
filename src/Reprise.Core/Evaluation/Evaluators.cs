using Reprise.Calls;
using Reprise.Embeddings;

namespace Reprise.Evaluation;

/// <summary>All evaluators by type. To add one, write its class and add it to the table here and in docs/evaluation.md.</summary>
public sealed class Evaluators(IEmbedder embedder, ICallSender sender)
{
    internal IEmbedder Embedder { get; } = embedder;

    internal ICallSender Sender { get; } = sender;

    /// <summary>The types there are.</summary>
    public static IReadOnlyList<string> Types => throw new NotSupportedException();

    /// <summary>Makes one.</summary>
    /// <param name="spec">Which, with its options.</param>
    /// <param name="project">On whose record a judge's calls are kept.</param>
    /// <exception cref="FormatException">There is no such type, or an option is missing or wrong; says which, for people.</exception>
    public IEvaluator Create(EvaluatorSpec spec, string project) => throw new NotSupportedException();
}
