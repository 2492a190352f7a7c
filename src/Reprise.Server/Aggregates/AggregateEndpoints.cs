using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Aggregates;

/// <summary>Counts, sums and percentiles.</summary>
internal static class AggregateEndpoints
{
    public static IEndpointRouteBuilder MapAggregates(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/aggregates", AggregateAsync).WithTags("aggregates").WithName("aggregateInteractions").Needs(Permission.Read)
            .WithSummary("Counts, sums and percentiles over what a filter selects").Problems(400, 503);
        return routes;
    }

    private static async Task<Ok<AggregateDocument>> AggregateAsync(
        HttpContext http, IInteractionStore store, TimeProvider time, CancellationToken cancellationToken,
        [Description(Describe.Q)] string? q = null,
        [Description(Describe.From)] string? from = null,
        [Description(Describe.To)] string? to = null,
        [Description("Width of a time bucket, such as `5m`, `1h` or `1d`, at least a second; no buckets when left out. Buckets begin at multiples of it since 1970, UTC.")] string? bucket = null,
        [Description("Up to two fields to group by, with a comma between them; `/api/fields` says which can. More than 200,000 groups are refused.")] string? group_by = null,
        [Description("At most this many rows, 1 to 10000; 1000 when left out. Without buckets the largest counts come first.")] int? limit = null)
    {
        var result = await store.AggregateAsync(new AggregateQuery
        {
            Project = RequestProject.ProjectOf(http),
            Filter = ListQuery.Filter(q, time),
            From = ListQuery.Time("from", from, time),
            To = ListQuery.Time("to", to, time),
            Bucket = AggregateParameters.Bucket(bucket),
            GroupBy = AggregateParameters.GroupBy(group_by),
            Limit = ListQuery.Limit(limit, 1000, AggregateQuery.MaxGroups),
        }, cancellationToken);
        return TypedResults.Ok(new AggregateDocument { Source = result.Source, Truncated = result.Truncated, Rows = result.Rows });
    }
}

/// <summary>What an aggregate answers.</summary>
internal sealed record AggregateDocument
{
    /// <summary>What answered: `rows`, or the coarsest rollup that took part: `minutes`, `hours`, `days`. From rollups, and from more than a million durations, percentiles are at most 1.6 % off.</summary>
    public required string Source { get; init; }

    /// <summary>True when the limit cut rows off.</summary>
    public required bool Truncated { get; init; }
    public required IReadOnlyList<AggregateRow> Rows { get; init; }
}
