using Reprise.Interactions;
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
    internal InteractionQuery Query(int limit) => new()
    {
        Project = Project,
        From = From,
        To = To,
        Limit = limit,
        Filter = new AndFilter([Filter, new OrFilter([Is("cache", "miss"), new FieldFilter(Field("cache"), FilterOperator.Missing, null)])]),
    };

    internal bool Selects(Interaction interaction) => Policy is null || interaction.Cache?.Policy == Policy;

    internal static FieldFilter Is(string field, string value) => new(Field(field), FilterOperator.Equal, value);

    private static FilterField Field(string name) => FilterFields.Find(name)!;
}
