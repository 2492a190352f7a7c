using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Cache.Statistics;
using Reprise.Server.Access;
using Reprise.Server.Aggregates;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Cache.Api;

/// <summary>Says what the cache did, and how tools did.</summary>
internal static class StatisticsEndpoints
{
    private const double MostHours = 24 * 36_500;

    public static IEndpointRouteBuilder MapCacheStatistics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/cache/stats", StatsAsync).WithTags("cache").WithName("getCacheStatistics").Needs(Permission.Read).WithSummary("Hits, misses and why, what was saved, and how often hits were wrong")
            .WithDescription("Counted over the record, so that it is right for all servers together; entries and memory are this server's.").Problems(400, 404, 503);
        routes.MapGet("/api/tools/{tool_id}/statistics", ToolAsync).WithTags("tools").WithName("getToolStatistics").Needs(Permission.Read).WithSummary("How often a tool was called, how well, how good and how fast").Problems(400, 503);
        return routes;
    }

    private static async Task<Ok<CacheStatistics>> StatsAsync(
        HttpContext http, CacheReport report, TimeProvider time, CancellationToken cancellationToken,
        [Description(Describe.From)] string? from = null,
        [Description(Describe.To)] string? to = null,
        [Description("Only of this policy.")] string? policy = null,
        [Description("Width of a time bucket, such as `5m`, `1h` or `1d`; no buckets when left out.")] string? bucket = null) =>
        TypedResults.Ok(await report.ReadAsync(
            new StatisticsQuery
            {
                Project = RequestProject.ProjectOf(http),
                From = ListQuery.Time("from", from, time),
                To = ListQuery.Time("to", to, time),
                Policy = string.IsNullOrEmpty(policy) ? null : policy,
                Bucket = AggregateParameters.Bucket(bucket),
            }, cancellationToken));

    private static async Task<Ok<ToolStatistics>> ToolAsync(
        HttpContext http, IInteractionStore store, TimeProvider time, [Description("The tool's id, the `name` of its interactions.")] string tool_id, CancellationToken cancellationToken,
        [Description("How many hours back from now; all there is when left out.")] double? hours = null)
    {
        if (hours is not (null or (> 0 and <= MostHours))) throw ApiProblem.InvalidParameter("hours", FormattableString.Invariant($"{hours} is no time to count; expected more than 0 and at most {MostHours} hours."));
        return TypedResults.Ok(await ToolStatistics.ReadAsync(store, RequestProject.ProjectOf(http), tool_id, hours, time, cancellationToken));
    }
}
