using Reprise.Embeddings;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>How near the answer's meaning is to a text's, by the cosine of their embeddings.</summary>
internal sealed class SimilarityEvaluator : Evaluator
{
    private readonly AgainstText _against;
    private readonly IEmbedder _embedder;

    public SimilarityEvaluator(EvaluatorOptions options) : base(options) => (_against, _embedder) = (new AgainstText(options), options.Tools.Embedder);

    public override bool NeedsReference => _against.NeedsReference;

    public override async ValueTask<Score> ScoreAsync(EvaluationCase subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (!AnswerText.TryGet(subject, out var text, out var why)) return None(why);
        if (_against.Find(subject, out why) is not { } other) return None(why);
        if (text == other) return Scored(1);
        if (text.Length > _embedder.LongestText || other.Length > _embedder.LongestText) return None($"the embedder reads at most {_embedder.LongestText:N0} characters");
        var size = _embedder.Identity.Dimensions;
        var vectors = new float[2 * size];
        try
        {
            await _embedder.EmbedAsync(new[] { text, other }, vectors, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The boundary to a model that may be far away: whatever it throws, this answer has no score.
            return None("the embedder did not answer");
        }

        Span<float> one = vectors.AsSpan(0, size), two = vectors.AsSpan(size, size);
        if (!one.ContainsAnyExcept(0f) || !two.ContainsAnyExcept(0f)) return None("there is nothing to read in one of the texts");
        return Scored(Cosine(one, two));
    }

    /// <summary>Of vectors of length 1.</summary>
    private static double Cosine(ReadOnlySpan<float> one, ReadOnlySpan<float> two)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++) sum += one[i] * two[i];
        return double.IsFinite(sum) ? sum : 0;
    }
}
