using Reprise.Cache.Policies;
using Reprise.Cache.Tools;
using Reprise.Store;

namespace Reprise.Cache.Curation;

/// <summary>Which cached answers, by the record.</summary>
public sealed record CacheSelection
{
    public required string Project { get; init; }
    public Filter Filter { get; init; } = Filter.All;
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>Only what was kept under this policy; null for any.</summary>
    public string? Policy { get; init; }

    /// <summary>
    /// What may have become an entry: answers that went well of requests that missed, and calls that were logged. Behind the time after which policies give
    /// nothing, only what is pinned.
    /// </summary>
    internal IEnumerable<InteractionQuery> Queries(DateTimeOffset? oldest, int limit)
    {
        var from = oldest > From || From is null ? oldest : From;
        if (from is null || To is null || from < To) yield return Query(limit, from, To, []);
        if (oldest is null || From >= oldest) yield break;
        yield return Query(limit, From, To < oldest ? To : oldest, [Is("label.cache", CacheMarks.Pinned)]);
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
