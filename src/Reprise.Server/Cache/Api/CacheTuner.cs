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
internal sealed class CacheTuner(CacheOpening opening, CacheIndex index, ExplainedRequests requests, ICandidateJudge judge, IInteractionStore store, TimeProvider time)
{
    /// <summary>Lookups that are judged again, the latest; some milliseconds each at most.</summary>
    private const int MostLookups = 500;

    /// <summary>Whole records that are read for these; some tell nothing any more.</summary>
    private const int MostRecords = 1000;

    private const int PageSize = 100;

    /// <summary>What is older says little about what is asked now.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromDays(30);

    /// <summary>Whoever asks waits; what was judged by then is told.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    public async Task<CacheTuning> ReadAsync(string project, PolicyInForce policy, IReadOnlyList<double> rates, CancellationToken cancellationToken)
    {
        if (!opening.IsOpen) throw CacheReads.NotReady();
        var began = time.GetTimestamp();
        var (lookups, read) = (new List<TunedLookup>(), 0);
        var query = new InteractionQuery
        {
            Project = project, From = time.GetUtcNow() - s_recent, Limit = PageSize,
            Filter = new AndFilter([new OrFilter([Is("cache", "semantic"), Is("cache", "miss")]), Is("cache_policy", policy.Policy.Name)]),
        };
        do
        {
            var page = await store.ReadAsync(query, cancellationToken);
            read += page.Items.Count;
            foreach (var record in page.Items)
            {
                if (await JudgeAsync(record, policy, cancellationToken) is { } lookup) lookups.Add(lookup);
                if (lookups.Count == MostLookups || IsLate()) break;
            }

            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null && lookups.Count < MostLookups && read < MostRecords && !IsLate());
        return TuningTable.Of(policy.Policy, lookups, rates);

        bool IsLate() => time.GetElapsedTime(began) >= s_longest;
    }

    /// <summary>Null where what was asked cannot be told any more.</summary>
    private async Task<TunedLookup?> JudgeAsync(RecordedInteraction record, PolicyInForce policy, CancellationToken cancellationToken)
    {
        var call = record.Interaction;
        var key = requests.Of(record, policy);
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

    private static FieldFilter Is(string field, string value) => new(FilterFields.Find(field)!, FilterOperator.Equal, value);
}
