using Reprise.Embeddings;
using Reprise.Evaluation;
using Reprise.Interactions;

namespace Reprise.Replay.Runs;

/// <summary>
/// Compares a replay with its original and lets evaluators score both. What comes out are facts about the replay, so that a report reads no bodies: the original's
/// score stands there too, under the same name with an ending, since it belongs to this comparison and not to the original.
/// </summary>
internal sealed class RunScorer(IReadOnlyList<IEvaluator> evaluators, TimeProvider time)
{
    /// <summary>1 when both answers say the same to a program, else 0.</summary>
    public const string SameName = "replay_same";

    /// <summary>Words in common over words of both, 0 to 1.</summary>
    public const string SimilarityName = "replay_similarity";
    public const string OriginalEnding = "_original";

    /// <summary>Who says what the comparison says; nobody else's facts of these names are read.</summary>
    public const string ComparisonAuthor = "comparison";

    /// <summary>Names that begin so are those of comparisons.</summary>
    public const string ReservedBeginning = "replay_";

    public async Task<IReadOnlyList<Fact>> ScoreAsync(RecordedInteraction original, RecordedInteraction replay, string? expected, bool hasOriginal, CancellationToken cancellationToken)
    {
        var facts = new List<Fact>();
        if (hasOriginal)
        {
            var (comparison, isWhole) = PaidComparison.Of(original, replay, StaticEmbedder.Shared);
            facts.Add(isWhole ? Fact(replay, SameName, comparison.Same ? 1 : 0) : Fact(replay, SameName, null) with { Text = PaidComparison.Fault });
            facts.Add(Fact(replay, SimilarityName, comparison.ResponseSimilarity));
        }
        else
        {
            // The mark that it has been looked at; there is nothing to compare it with.
            facts.Add(Fact(replay, SameName, null));
        }

        if (evaluators.Count == 0 || replay.Interaction.Status != InteractionStatus.Success) return facts;
        var subject = EvaluationCase.Of(replay, expected, hasOriginal ? original : null);
        var before = hasOriginal && original.Interaction.Status == InteractionStatus.Success ? EvaluationCase.Of(original, expected) : null;
        foreach (var evaluator in evaluators)
        {
            var score = await evaluator.ScoreAsync(subject, cancellationToken).ConfigureAwait(false);
            if (score.ToFact(replay, evaluator.Author, time) is { } fact) facts.Add(fact);
            if (evaluator.IsPreference || before is null || score.Value is null) continue;
            var then = await evaluator.ScoreAsync(before, cancellationToken).ConfigureAwait(false);
            if (then.ToFact(replay, evaluator.Author, time) is { } earlier) facts.Add(earlier with { Name = earlier.Name + OriginalEnding });
        }

        return facts;
    }

    private Fact Fact(RecordedInteraction replay, string name, double? value) => new()
    {
        FactId = InteractionId.New(time),
        InteractionId = replay.Interaction.Id,
        Project = replay.Interaction.Project,
        Kind = FactKind.Evaluation,
        Timestamp = time.GetUtcNow(),
        Name = name,
        Value = value,
        Author = ComparisonAuthor,
    };
}
