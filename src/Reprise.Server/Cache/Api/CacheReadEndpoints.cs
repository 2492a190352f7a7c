using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Cache.Api;

/// <summary>Lists entries and explains decisions.</summary>
internal static class CacheReadEndpoints
{
    public static IEndpointRouteBuilder MapCacheReads(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/cache").WithTags("cache");
        group.MapGet("entries", ListAsync).WithName("listCacheEntries").Needs(Permission.Read).WithSummary("Questions that have an answer, newest first")
            .WithDescription("Those of this server. The filter is about the interactions that hold the answers. A page may hold fewer than the limit and still have a `cursor`.").Problems(400, 503);
        group.MapPost("explain", ExplainAsync).WithName("explainCache").Needs(Permission.Read).WithSummary("What the cache would do with a request, and why")
            .WithDescription("Nothing is served, counted or kept. Everything that was looked at is listed with its similarity, what differs, how probable it is that its answer is right, its quality and its rank.")
            .Problems(400, 404, 415, 503);
        return routes;
    }

    private static async Task<Ok<CacheEntryPageDocument>> ListAsync(
        HttpContext http, CacheReads reads, TimeProvider time, CancellationToken cancellationToken,
        [Description(Describe.Q)] string? q = null,
        [Description(Describe.From)] string? from = null,
        [Description(Describe.To)] string? to = null,
        [Description("Only of this policy.")] string? policy = null,
        [Description("At most this many, 1 to 1000; 50 when left out.")] int? limit = null,
        [Description(Describe.Cursor)] string? cursor = null) =>
        TypedResults.Ok(await reads.ListAsync(
            ListQuery.Of(http, time, q, from, to, ListQuery.Limit(limit, 50, InteractionQuery.MaxLimit), cursor, order: null), string.IsNullOrEmpty(policy) ? null : policy, cancellationToken));

    private static async Task<Ok<ExplanationDocument>> ExplainAsync(HttpContext http, CacheReads reads, ExplainDocument request, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reads.ExplainAsync(RequestProject.ProjectOf(http), request, cancellationToken));
}
