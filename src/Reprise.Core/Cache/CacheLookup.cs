using Reprise.Cache.Entries;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;

namespace Reprise.Cache;

/// <summary>
/// Decides what the cache would answer, and why. The very same request first; then, where only the last user text differs, the best of those near enough that
/// no guard forbids and that is right with the probability the policy asks for. Reads entries and vectors, never the record: whether the answer is still there is
/// seen when it is served. Safe for any number of threads.
/// </summary>
public sealed class CacheLookup(CacheIndex index, ICandidateJudge judge, ISecondOpinion? second, IRequiredProbability required, TimeProvider time)
{
    /// <summary>Answers to the very same request that are compared.</summary>
    private const int MostExact = 16;

    /// <summary>Entries the index gives at once.</summary>
    private const int MostNear = 64;

    /// <summary>Candidates by the cheap model that the second, dearer one is asked about.</summary>
    private const int MostSecond = 3;

    public async ValueTask<CacheDecision> DecideAsync(CacheQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var key = question.Key;
        if (key.Refusal is { } refusal) return new CacheDecision { Status = CacheStatus.Bypass, Reason = refusal };

        // 1. The very same request.
        var exact = Exact(question);
        if (exact.Status == CacheStatus.Hit) return exact;

        // 2. Another wording of the last user text, where only that differs.
        if (key.SemanticRefusal is { } only || key.Text is null) return exact with { Reason = exact.Reason ?? key.SemanticRefusal ?? CacheReasons.NoText };
        var vector = new float[index.Dimensions];
        var outcome = await index.EmbedAsync(key.Text, vector, cancellationToken).ConfigureAwait(false);
        if (outcome == EmbedOutcome.Unavailable) return exact with { Reason = exact.Reason ?? CacheReasons.Failed };
        if (outcome == EmbedOutcome.Nothing) return exact with { Reason = exact.Reason ?? CacheReasons.NoText };
        return await SimilarAsync(question, vector, exact, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The key says so already; that nothing crosses from project to project must not hang on a hash alone.</summary>
    private static bool IsFor(CacheQuestion question, CacheEntry entry) => entry.Project == question.Project && entry.Policy == question.Policy.Name;

    private CacheDecision Exact(CacheQuestion question)
    {
        var now = time.GetUtcNow();
        var candidates = new List<CacheCandidate>();
        foreach (var entry in index.FindExact(question.Key, MostExact))
        {
            if (!IsFor(question, entry)) continue;
            var quality = Ranking.Quality(question.Policy, entry, now);
            candidates.Add(new CacheCandidate(entry, 1, 1, quality, quality, [], Ranking.WhyNot(question.Policy, entry, now, question.MaxAge)));
        }

        candidates.Sort(Ranking.BestFirst);
        var best = candidates.Find(static candidate => candidate.Reason is null);
        return new CacheDecision
        {
            Status = best is null ? CacheStatus.Miss : CacheStatus.Hit,
            Entry = best?.Entry,
            Similarity = candidates.Count > 0 ? 1 : null,
            Reason = best is null && candidates.Count > 0 ? candidates[0].Reason : null,
            Candidates = question.Explain ? candidates : [],
        };
    }

    private async ValueTask<CacheDecision> SimilarAsync(CacheQuestion question, float[] vector, CacheDecision exact, CancellationToken cancellationToken)
    {
        var (key, policy) = (question.Key, question.Policy);
        // 1. The nearest, below the limit too: a miss says how near it was.
        var near = Nearest(question, vector);
        if (near.Count == 0) return exact with { Reason = exact.Reason ?? CacheReasons.NoCandidate };

        // 2. Weigh them.
        var enough = required.Of(question.Project, policy, question.Generation);
        var now = time.GetUtcNow();
        var asked = PreparedText.Of(key.Text!);
        var weighed = new List<CacheCandidate>(near.Count);
        for (var place = 0; place < near.Count; place++)
        {
            var answers = near[place];
            var similar = answers[0];
            if (similar.Similarity < policy.MinSimilarity && !question.Explain)
            {
                weighed.Add(new CacheCandidate(similar.Entry, similar.Similarity, 0, 0, 0, [], CacheReasons.BelowSimilarity));
                break;
            }

            var cached = PreparedText.Of(similar.Entry.Text!);
            var judgement = await JudgeAsync(policy, asked, cached, similar.Similarity, place, cancellationToken).ConfigureAwait(false);
            var guards = question.Explain ? Fired(asked, cached) : [];
            foreach (var answer in answers) weighed.Add(Weigh(question, answer, judgement, guards, enough, now));
        }

        // 3. The best that may be given; else what stood in the way of the nearest.
        var nearest = weighed[0];
        weighed.Sort(Ranking.BestFirst);
        var best = weighed.Find(static candidate => candidate.Reason is null);
        return new CacheDecision
        {
            Status = best is null ? CacheStatus.Miss : CacheStatus.Semantic,
            Entry = best?.Entry,
            Similarity = exact.Similarity ?? (best ?? nearest).Similarity,
            Probability = (best ?? nearest).Probability,
            Reason = best is null ? exact.Reason ?? nearest.Reason : null,
            Candidates = question.Explain ? [.. exact.Candidates, .. weighed] : [],
        };
    }

    /// <summary>The nearest other questions, each with its answers. Answers to one question are one candidate, or a question often asked would hide all others.</summary>
    private List<List<SimilarEntry>> Nearest(CacheQuestion question, float[] vector)
    {
        var wanted = question.Policy.Candidates;
        for (var most = wanted; ; most = Math.Min(most * 4, MostNear))
        {
            var found = index.FindSimilar(question.Key.Partition, vector, -1, most);
            var questions = new List<List<SimilarEntry>>(wanted);
            foreach (var similar in found)
            {
                // Answers to the same request were looked at already.
                if (similar.Entry.Exact == question.Key.Exact || similar.Entry.Text is null || !IsFor(question, similar.Entry)) continue;
                if (questions.Find(answers => answers[0].Entry.Exact == similar.Entry.Exact) is { } same) same.Add(similar);
                else if (questions.Count < wanted) questions.Add([similar]);
            }

            if (questions.Count == wanted || found.Count < most || most == MostNear) return questions;
        }
    }

    private async ValueTask<Judgement> JudgeAsync(CachePolicy policy, PreparedText asked, PreparedText cached, float similarity, int place, CancellationToken cancellationToken)
    {
        var judgement = judge.Judge(asked, cached, similarity, null);
        // The dear model is asked only where its word can count.
        if (second is null || place >= MostSecond || similarity < policy.MinSimilarity || judgement.Guard != GuardKind.None) return judgement;
        return await second.SimilarityAsync(asked.Text, cached.Text, cancellationToken).ConfigureAwait(false) is { } other ? judge.Judge(asked, cached, similarity, other) : judgement;
    }

    private static CacheCandidate Weigh(CacheQuestion question, SimilarEntry similar, Judgement judgement, IReadOnlyList<GuardKind> guards, double enough, DateTimeOffset now)
    {
        var (entry, policy) = (similar.Entry, question.Policy);
        var quality = Ranking.Quality(policy, entry, now);
        var reason = similar.Similarity < policy.MinSimilarity ? CacheReasons.BelowSimilarity
            : judgement.Guard != GuardKind.None ? TextGuards.ReasonOf(judgement.Guard)
            : judgement.Probability < enough ? CacheReasons.BelowProbability
            : Ranking.WhyNot(policy, entry, now, question.MaxAge);
        return new CacheCandidate(entry, similar.Similarity, judgement.Probability, quality, Ranking.Rank(quality, similar.Similarity), guards, reason);
    }

    private static List<GuardKind> Fired(PreparedText asked, PreparedText cached)
    {
        var bits = TextGuards.All(asked, cached);
        return [.. Enum.GetValues<GuardKind>().Where(kind => kind != GuardKind.None && (bits & (1u << (int)kind)) != 0)];
    }
}
