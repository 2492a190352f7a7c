using Reprise.Cache;
using Reprise.Cache.Entries;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Cache.Tuning;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Cache.Api;

/// <summary>Judges recent lookups of a policy again, each against the answers there were before it.</summary>
internal sealed class CacheTuner(CacheOpening opening, CacheIndex index, ICandidateJudge judge, IInteractionStore store)
{
    /// <summary>Lookups that are judged again, the latest; some milliseconds each at most.</summary>
    private const int MostLookups = 500;

    private const int PageSize = 100;

    public async Task<CacheTuning> ReadAsync(string project, PolicyInForce policy, IReadOnlyList<double> rates, CancellationToken cancellationToken)
    {
        if (!opening.IsOpen) throw CacheReads.NotReady();
        var lookups = new List<TunedLookup>();
        var query = new InteractionQuery { Project = project, Limit = PageSize, Filter = new OrFilter([Is("semantic"), Is("miss")]) };
        do
        {
            var page = await store.ReadAsync(query, cancellationToken);
            foreach (var record in page.Items.Where(record => record.Interaction.Cache?.Policy == policy.Policy.Name))
            {
                if (await JudgeAsync(record, policy, cancellationToken) is { } lookup) lookups.Add(lookup);
                if (lookups.Count == MostLookups) break;
            }

            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null && lookups.Count < MostLookups);
        return TuningTable.Of(policy.Policy, lookups, rates);
    }

    /// <summary>Null where what was asked cannot be told any more.</summary>
    private async Task<TunedLookup?> JudgeAsync(RecordedInteraction record, PolicyInForce policy, CancellationToken cancellationToken)
    {
        var call = record.Interaction;
        var key = ExplainedRequests.Of(record, policy);
        // The request of a hit does not tell its partition; the answer it was given does.
        var partition = call.Cache!.Status == "miss" ? key.Partition
            : call.Cache.SourceInteractionId is { } source && index.Entries.FindBySource(call.Project, source).FirstOrDefault(entry => entry.Policy == policy.Policy.Name) is { } given ? given.Partition
            : (PartitionKey?)null;
        if (partition is null) return null;
        if (key.Text is not { } text || key.SemanticRefusal is not null || key.Refusal is not null) return new TunedLookup([]);
        var vector = new float[index.Dimensions];
        if (await index.EmbedAsync(text, vector, cancellationToken) != EmbedOutcome.Embedded) return new TunedLookup([]);
        var asked = PreparedText.Of(text);
        var candidates = new List<(double Rank, double Probability)>();
        foreach (var similar in index.FindSimilar(partition.Value, vector, (float)policy.Policy.MinSimilarity, policy.Policy.Candidates))
        {
            var entry = similar.Entry;
            if (entry.Source == call.Id || entry.Timestamp >= call.Timestamp || entry.Text is null || Ranking.WhyNot(policy.Policy, entry, call.Timestamp) is not null) continue;
            var judgement = judge.Judge(asked, PreparedText.Of(entry.Text), similar.Similarity, null);
            if (judgement.Guard == GuardKind.None) candidates.Add((Ranking.Rank(Ranking.Quality(policy.Policy, entry, call.Timestamp), similar.Similarity), judgement.Probability));
        }

        return new TunedLookup(candidates);
    }

    private static FieldFilter Is(string status) => new(FilterFields.Find("cache")!, FilterOperator.Equal, status);
}
