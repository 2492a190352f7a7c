using System.Globalization;
using System.Text.Json;
using Reprise.Cache;
using Reprise.Cache.Entries;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Cache.Api;

/// <summary>Shows what is in the cache of this server, and what it would do.</summary>
internal sealed class CacheReads(CacheOpening opening, CacheIndex index, HeldEntries held, CacheLookup lookup, ExplainedRequests requests, IRequiredProbability required, IInteractionStore store)
{
    /// <summary>Pages of the record that are read for one page of entries, where few calls became one.</summary>
    private const int MostPages = 10;

    public static ApiProblem NotReady() => new(503, "cache-not-ready", "The cache is not ready", "Its entries are being opened. Requests go upstream meanwhile; try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(2) };

    /// <summary>Entries, newest first. Driven by the record, whose filter language knows everything people ask by.</summary>
    public async Task<CacheEntryPageDocument> ListAsync(InteractionQuery query, string? policy, CancellationToken cancellationToken)
    {
        if (!opening.IsOpen) throw NotReady();
        var items = new List<CacheEntryDocument>();
        var limit = query.Limit;
        for (var pages = 0; pages < MostPages; pages++)
        {
            // Never more than there is room for, so that the cursor stands behind what was shown.
            var page = await store.SearchAsync(query with { Limit = limit - items.Count }, cancellationToken);
            foreach (var item in page.Items)
                items.AddRange(index.Entries.FindBySource(query.Project, item.Interaction.Id).Where(entry => (policy is null || entry.Policy == policy) && held.IsCurrent(entry)).Select(entry => Of(entry, item.Interaction)));
            query = query with { Cursor = page.Cursor };
            if (page.Cursor is null || items.Count >= limit) break;
        }

        return new CacheEntryPageDocument { Items = items, Cursor = query.Cursor };
    }

    public async Task<ExplanationDocument> ExplainAsync(string project, ExplainDocument request, CancellationToken cancellationToken)
    {
        if (!opening.IsOpen) throw NotReady();
        var (key, policy, maxAge, self) = await requests.ReadAsync(project, request, cancellationToken);
        var question = new CacheQuestion { Project = project, Key = key, Policy = policy.Policy, Generation = policy.Generation, MaxAge = maxAge, Explain = true };
        var decision = await lookup.DecideAsync(question, cancellationToken);
        if (self is { } own && key.Refusal is null) decision = await WithoutAsync(own, question, decision, cancellationToken);
        return new ExplanationDocument
        {
            Policy = policy.Policy.Name,
            Status = CacheWords.Of(decision.Status),
            Reason = decision.Reason,
            Similarity = Rounded(decision.Similarity),
            Probability = Rounded(decision.Probability),
            RequiredProbability = required.Of(project, policy.Policy, policy.Generation),
            Key = Of(key),
            Candidates = [.. decision.Candidates.Select(Of)],
        };
    }

    /// <summary>The decision as if a call's own answer were not there.</summary>
    private async Task<CacheDecision> WithoutAsync(InteractionId own, CacheQuestion question, CacheDecision decision, CancellationToken cancellationToken)
    {
        var others = Others(decision);
        if (others.Count == 0 && decision.Status == CacheStatus.Hit)
        {
            // Only its own: under a key that no entry has, the lookup goes on to other wordings.
            var apart = question with { Key = question.Key with { Exact = new Embeddings.PartitionKey(~question.Key.Exact.Value) } };
            decision = await lookup.DecideAsync(apart, cancellationToken);
            others = Others(decision);
        }

        var best = others.Find(static candidate => candidate.Reason is null);
        if (best is null)
        {
            var nearest = others.MaxBy(static candidate => candidate.Similarity);
            return decision with
            {
                Status = decision.Status == CacheStatus.Bypass ? CacheStatus.Bypass : CacheStatus.Miss,
                Entry = null,
                Candidates = others,
                Similarity = nearest?.Similarity,
                Probability = nearest?.Probability,
                Reason = nearest is null ? decision.Reason ?? CacheReasons.NoCandidate : nearest.Reason,
            };
        }

        var isExact = best.Entry.Exact == question.Key.Exact;
        return decision with { Status = isExact ? CacheStatus.Hit : CacheStatus.Semantic, Entry = best.Entry, Candidates = others, Similarity = best.Similarity, Probability = best.Probability, Reason = null };

        List<CacheCandidate> Others(CacheDecision of) => [.. of.Candidates.Where(candidate => candidate.Entry.Source != own)];
    }

    private static ExplainedKeyDocument Of(CacheKey key) => new()
    {
        Dialect = key.Dialect.Length == 0 ? null : key.Dialect,
        Model = key.Model,
        Partition = key.Partition.Value.ToString("x32", CultureInfo.InvariantCulture),
        Exact = key.Exact.Value.ToString("x32", CultureInfo.InvariantCulture),
        Text = key.Text,
        Refusal = key.Refusal,
        SemanticRefusal = key.SemanticRefusal,
    };

    private static ExplainedCandidateDocument Of(CacheCandidate candidate) => new()
    {
        InteractionId = candidate.Entry.Source.ToString(),
        Timestamp = candidate.Entry.Timestamp,
        Text = candidate.Entry.Text,
        Similarity = Math.Round(candidate.Similarity, 4),
        Probability = Math.Round(candidate.Probability, 4),
        Quality = Math.Round(candidate.Quality, 4),
        Rank = Math.Round(candidate.Rank, 4),
        Pinned = candidate.Entry.IsPinned,
        Guards = [.. candidate.Guards.Select(TextGuards.ReasonOf)],
        Reason = candidate.Reason,
    };

    private static CacheEntryDocument Of(CacheEntry entry, Interaction interaction) => new()
    {
        InteractionId = entry.Source.ToString(),
        Policy = entry.Policy,
        Timestamp = entry.Timestamp,
        Kind = Reprise.Interactions.Words.Of(interaction.Kind),
        Name = interaction.Name,
        Model = interaction.Model,
        Text = entry.Text,
        QualityScore = entry.Quality,
        Pinned = entry.IsPinned,
        Expires = entry.Expires,
        ContentPreview = interaction.ContentPreview,
    };

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
