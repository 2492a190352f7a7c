using Reprise.Cache.Curation;
using Reprise.Cache.Entries;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Cache.Tools;

/// <summary>Finds what tools answered before, for callers who decide themselves what is near enough. Safe for any number of threads.</summary>
public sealed class ToolAnswers(ToolKeys keys, CacheIndex index, CacheLookup lookup, ICandidateJudge judge, IInteractionStore store, TimeProvider time)
{
    private const int MostExact = 32;
    private const int MostSimilar = 64;

    /// <summary>Lookups after one found what the record does not back any more.</summary>
    private const int MostLookups = 4;

    /// <summary>Calls with a like input, best first by quality × similarity, the newest among equals; also those a lookup would not give, with the reason.</summary>
    public async Task<IReadOnlyList<ToolAnswer>> FindAsync(ToolQuestion question, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (keys.PolicyOf(question.Project) is not { } policy) return [];
        var key = KeyOf(question, policy);
        if (key.Refusal is not null) return [];
        var asked = Asked(question, policy.Policy);
        var vector = await VectorAsync(key, cancellationToken).ConfigureAwait(false);
        var candidates = Candidates(key, vector, question, asked);
        if (!question.RequireSuccess) candidates.AddRange(Candidates(KeyOf(question, policy, ofFailures: true), vector, question, asked));

        var found = new List<Reading>();
        foreach (var candidate in candidates.Where(IsWanted).Order(Ranking.BestFirst))
        {
            if (found.Count == most) break;
            if (await ReadAsync(candidate, question, asked, cancellationToken).ConfigureAwait(false) is { Answer: not null } reading && IsWanted(reading.Candidate)) found.Add(reading);
        }

        // By what the record says of them now.
        return [.. found.OrderBy(static reading => reading.Candidate, Ranking.BestFirst).Select(static reading => reading.Answer!)];
    }

    /// <summary>The one answer to use, if any: near enough, good, new and, where the input is another one, right by the policy's measure.</summary>
    public async Task<ToolLookup> GetAsync(ToolQuestion question, double? acceptedWrongRate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (keys.PolicyOf(question.Project) is not { } policy) return new ToolLookup(null, null, CacheReasons.Off);
        var asked = Asked(question, policy.Policy);
        asked = asked with { AcceptedWrongRate = acceptedWrongRate ?? asked.AcceptedWrongRate };
        var wanted = new CacheQuestion { Project = question.Project, Key = KeyOf(question, policy), Policy = asked, Generation = policy.Generation, MaxAge = question.MaxAge, Explain = true };
        CacheDecision decision;
        string? reason = null;
        var lookups = 0;
        do
        {
            decision = await lookup.DecideAsync(wanted, cancellationToken).ConfigureAwait(false);
            var best = decision.Candidates.Where(static candidate => candidate.Reason is null).Order(Ranking.BestFirst).FirstOrDefault();
            if (best is null) break;
            var reading = await ReadAsync(best, question, asked, cancellationToken).ConfigureAwait(false);
            lookups++;
            // What changed may not be the best any more; the entry says so now too.
            if (reading.Answer is { Reason: null } answer && (!reading.HasChanged || lookups == MostLookups)) return new ToolLookup(answer, best.Similarity, null);
            reason = reading.Candidate.Reason ?? reason;
        }
        while (lookups < MostLookups);

        if (decision.Similarity is null && index.FindExact(KeyOf(question, policy, ofFailures: true), 1).Count > 0) return new ToolLookup(null, 1, reason ?? CacheReasons.AnswerFailed);
        return new ToolLookup(null, decision.Similarity, decision.Reason is null or CacheReasons.NoCandidate ? reason ?? CacheReasons.NoCandidate : decision.Reason);
    }

    private static CacheKey KeyOf(ToolQuestion question, PolicyInForce policy, bool ofFailures = false) =>
        ToolKeys.Key(question.Project, question.ToolId, question.Input, question.Inputs, policy, ofFailures);

    private static CachePolicy Asked(ToolQuestion question, CachePolicy policy) =>
        policy with { MinSimilarity = question.Threshold, MinQuality = question.MinQuality ?? policy.MinQuality };

    private static bool IsWanted(CacheCandidate candidate) => candidate.Reason is not (CacheReasons.LowQuality or CacheReasons.TooOld);

    /// <summary>Of the text that may be worded differently; null where there is none, or the model cannot be asked.</summary>
    private async Task<float[]?> VectorAsync(CacheKey key, CancellationToken cancellationToken)
    {
        if (key is not { Text: { } text, SemanticRefusal: null }) return null;
        var vector = new float[index.Dimensions];
        return await index.EmbedAsync(text, vector, cancellationToken).ConfigureAwait(false) == EmbedOutcome.Embedded ? vector : null;
    }

    private List<CacheCandidate> Candidates(CacheKey key, float[]? vector, ToolQuestion question, CachePolicy asked)
    {
        var candidates = index.FindExact(key, MostExact).Where(IsFor).Select(entry => Weigh(entry, 1, asked, question.MaxAge, null)).ToList();
        if (vector is null) return candidates;
        var prepared = PreparedText.Of(key.Text!);
        candidates.AddRange(index.FindSimilar(key.Partition, vector, (float)question.Threshold, MostSimilar)
            .Where(similar => similar.Entry.Exact != key.Exact && IsFor(similar.Entry)).Select(similar => Weigh(similar.Entry, similar.Similarity, asked, question.MaxAge, prepared)));
        return candidates;

        // The key says so already; that nothing crosses from project to project must not hang on a hash alone.
        bool IsFor(CacheEntry entry) => entry.Project == question.Project && entry.Policy == asked.Name;
    }

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

    /// <summary>The call as the record has it now, which has the last word: its entry follows, or ends where the call is gone or was evicted.</summary>
    private async Task<Reading> ReadAsync(CacheCandidate candidate, ToolQuestion question, CachePolicy asked, CancellationToken cancellationToken)
    {
        var entry = candidate.Entry;
        var record = await store.FindAsync(question.Project, entry.Source, cancellationToken).ConfigureAwait(false);
        var marks = record is null ? default : CacheMarks.Of(record.Facts);
        if (record?.Response is null || marks.IsEvicted)
        {
            index.Remove([entry.Number]);
            return new Reading(candidate with { Reason = marks.IsEvicted ? CacheReasons.Evicted : CacheReasons.Gone }, null, true);
        }

        var current = entry with { Quality = marks.Quality ?? record.Interaction.QualityScore, IsPinned = marks.IsPinned };
        if (current != entry) index.Entries.Update(entry.Number, current.Quality, current.IsPinned, current.Expires);
        var now = time.GetUtcNow();
        var quality = Ranking.Quality(asked, current, now);
        var fresh = candidate with { Entry = current, Quality = quality, Rank = Ranking.Rank(quality, candidate.Similarity), Reason = Ranking.WhyNot(asked, current, now, question.MaxAge) ?? candidate.Reason ?? (marks.Content is null ? WhyHidden(record.Interaction) : null) };
        return new Reading(fresh, new ToolAnswer(record, fresh.Similarity, fresh.Quality, fresh.Rank, fresh.Probability, fresh.Reason, marks.Content), current != entry);
    }

    /// <summary>What a privacy policy took out is missing in the answer, and what it hides is not shown by another way.</summary>
    private static string? WhyHidden(Interaction call) => BodyMarks.ChangesAnswer(call) || BodyMarks.IsRestricted(call) ? CacheReasons.Redacted : null;

    /// <param name="Candidate">With what the record says of it.</param>
    /// <param name="Answer">Null where there is none any more.</param>
    /// <param name="HasChanged">Whether the entry said something else.</param>
    private readonly record struct Reading(CacheCandidate Candidate, ToolAnswer? Answer, bool HasChanged);
}
