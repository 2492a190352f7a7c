using Reprise.Cache.Curation;
using Reprise.Cache.Entries;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Cache.Tools;

/// <summary>Finds what tools answered before, for callers who decide themselves what is near enough. Safe for any number of threads.</summary>
public sealed class ToolAnswers(ToolKeys keys, CacheIndex index, CacheLookup lookup, ICandidateJudge judge, IInteractionStore store, TimeProvider time)
{
    private const int MostExact = 32;
    private const int MostSimilar = 64;

    /// <summary>Calls with a like input, best first by quality × similarity, the newest among equals; also those a lookup would not give, with the reason.</summary>
    public async Task<IReadOnlyList<ToolAnswer>> FindAsync(ToolQuestion question, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (keys.PolicyOf(question.Project) is not { } policy) return [];
        var key = ToolKeys.Key(question.Project, question.ToolId, question.Input, question.Inputs, policy);
        if (key.Refusal is not null) return [];
        var asked = Asked(question, policy.Policy);
        var candidates = index.FindExact(key, MostExact).Select(entry => Weigh(entry, 1, asked, question.MaxAge, null)).ToList();
        if (key is { Text: { } text, SemanticRefusal: null })
        {
            var vector = new float[index.Dimensions];
            if (await index.EmbedAsync(text, vector, cancellationToken).ConfigureAwait(false) == EmbedOutcome.Embedded)
            {
                var prepared = PreparedText.Of(text);
                candidates.AddRange(index.FindSimilar(key.Partition, vector, (float)question.Threshold, MostSimilar)
                    .Where(similar => similar.Entry.Exact != key.Exact).Select(similar => Weigh(similar.Entry, similar.Similarity, asked, question.MaxAge, prepared)));
            }
        }

        var answers = new List<ToolAnswer>();
        foreach (var candidate in candidates.Where(static candidate => candidate.Reason is not (CacheReasons.LowQuality or CacheReasons.TooOld)).Order(Ranking.BestFirst))
        {
            if (answers.Count == most) break;
            if (await ReadAsync(candidate, question, cancellationToken).ConfigureAwait(false) is { } answer) answers.Add(answer);
        }

        return answers;
    }

    /// <summary>The one answer to use, if any: near enough, good, new and, where the input is another one, right by the policy's measure.</summary>
    public async Task<ToolLookup> GetAsync(ToolQuestion question, double? acceptedWrongRate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (keys.PolicyOf(question.Project) is not { } policy) return new ToolLookup(null, null, CacheReasons.Off);
        var asked = Asked(question, policy.Policy);
        var decision = await lookup.DecideAsync(
            new CacheQuestion
            {
                Project = question.Project,
                Key = ToolKeys.Key(question.Project, question.ToolId, question.Input, question.Inputs, policy),
                Policy = asked with { AcceptedWrongRate = acceptedWrongRate ?? asked.AcceptedWrongRate },
                Generation = policy.Generation,
                MaxAge = question.MaxAge,
                Explain = true,
            }, cancellationToken).ConfigureAwait(false);
        foreach (var candidate in decision.Candidates.Where(static candidate => candidate.Reason is null).Order(Ranking.BestFirst))
        {
            if (await ReadAsync(candidate, question, cancellationToken).ConfigureAwait(false) is { } answer) return new ToolLookup(answer, candidate.Similarity, null);
        }

        return new ToolLookup(null, decision.Similarity, decision.Entry is null ? decision.Reason ?? CacheReasons.NoCandidate : CacheReasons.Gone);
    }

    private static CachePolicy Asked(ToolQuestion question, CachePolicy policy) =>
        policy with { MinSimilarity = question.Threshold, MinQuality = question.MinQuality ?? policy.MinQuality };

    private CacheCandidate Weigh(CacheEntry entry, double similarity, CachePolicy policy, TimeSpan? maxAge, PreparedText? asked)
    {
        var now = time.GetUtcNow();
        var quality = Ranking.Quality(policy, entry, now);
        var reason = Ranking.WhyNot(policy, entry, now, maxAge);
        var probability = 1.0;
        if (asked is not null && entry.Text is { } text)
        {
            var judgement = judge.Judge(asked, PreparedText.Of(text), (float)similarity, null);
            probability = judgement.Probability;
            if (judgement.Guard != GuardKind.None) reason ??= TextGuards.ReasonOf(judgement.Guard);
        }

        return new CacheCandidate(entry, similarity, probability, quality, Ranking.Rank(quality, similarity), [], reason);
    }

    /// <summary>The call as the record has it now; null when it is gone, evicted, or not what is asked for.</summary>
    private async Task<ToolAnswer?> ReadAsync(CacheCandidate candidate, ToolQuestion question, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(question.Project, candidate.Entry.Source, cancellationToken).ConfigureAwait(false) is not { } record) return null;
        var marks = CacheMarks.Of(record.Facts);
        if (marks.IsEvicted || (question.RequireSuccess && record.Interaction.Status != InteractionStatus.Success)) return null;
        return new ToolAnswer(record, candidate.Similarity, candidate.Quality, candidate.Rank, candidate.Probability, candidate.Reason, marks.Content);
    }
}
