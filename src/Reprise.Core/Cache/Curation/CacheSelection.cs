using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Cache.Tools;
using Reprise.Store;

namespace Reprise.Cache.Curation;

/// <summary>Which cached answers, by the record.</summary>
public sealed record CacheSelection
{
    private const int IdsAtOnce = 100;

    public required string Project { get; init; }
    public Filter Filter { get; init; } = Filter.All;
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>Only what was kept under this policy; null for any.</summary>
    public string? Policy { get; init; }

    /// <summary>Entries that are given though their policy's time is over, see <see cref="CacheCuration.OldestOf"/>: their requests set a longer one.</summary>
    public IReadOnlyList<CacheEntry> Outliving { get; init; } = [];

    /// <summary>
    /// What may have become an entry: answers that went well of requests that missed, and calls that were logged. Behind the time after which policies give
    /// nothing, only what is pinned or outlives them.
    /// </summary>
    internal IEnumerable<InteractionQuery> Queries(DateTimeOffset? oldest, int limit)
    {
        var from = oldest > From || From is null ? oldest : From;
        if (from is null || To is null || from < To) yield return Query(limit, from, To, []);
        if (oldest is null || From >= oldest) yield break;
        var to = To < oldest ? To : oldest;
        yield return Query(limit, From, to, [Is("label.cache", CacheMarks.Pinned)]);
        foreach (var some in Outliving.Where(entry => !(entry.Timestamp < From) && !(entry.Timestamp >= to)).OrderBy(static entry => entry.Timestamp).Chunk(IdsAtOnce))
        {
            var any = new OrFilter([.. some.Select(static entry => Is("id", entry.Source.ToString()))]);
            yield return Query(limit, some[0].Timestamp.AddSeconds(-1), some[^1].Timestamp.AddSeconds(1), [any]);
        }
    }

    private InteractionQuery Query(int limit, DateTimeOffset? from, DateTimeOffset? to, IEnumerable<Filter> more)
    {
        Filter missed = new AndFilter([Is("cache", "miss"), Is("status", "success")]);
        var kept = Policy switch
        {
            null => new OrFilter([missed, LoggedCalls.Filter]),
            CachePresets.ToolsName => LoggedCalls.Filter,
            _ => new AndFilter([missed, Is("cache_policy", Policy)]),
        };
        return new InteractionQuery { Project = Project, From = from, To = to, Limit = limit, Filter = new AndFilter([Filter, kept, .. more]) };
    }

    private static FieldFilter Is(string field, string value) => new(FilterFields.Find(field)!, FilterOperator.Equal, value);
}
