using Reprise.Cache.Policies;
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

    /// <summary>What may have become an entry: answers of requests that missed, and records without a gateway's outcome, such as logged tool calls.</summary>
    internal InteractionQuery Query(int limit)
    {
        var logged = new FieldFilter(Field("cache"), FilterOperator.Missing, null);
        Filter kept = Policy switch
        {
            null => new OrFilter([Is("cache", "miss"), logged]),
            CachePresets.ToolsName => logged,
            _ => new AndFilter([Is("cache", "miss"), Is("cache_policy", Policy)]),
        };
        return new InteractionQuery { Project = Project, From = From, To = To, Limit = limit, Filter = new AndFilter([Filter, kept]) };
    }

    private static FieldFilter Is(string field, string value) => new(Field(field), FilterOperator.Equal, value);

    private static FilterField Field(string name) => FilterFields.Find(name)!;
}
