using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Interactions;

/// <summary>Lists and opens interactions.</summary>
internal static class InteractionEndpoints
{
    public static IEndpointRouteBuilder MapInteractions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/interactions").WithTags("interactions");
        group.MapGet("", SearchAsync).WithName("searchInteractions").Needs(Permission.Read).WithSummary("Search interactions, newest first").Problems(400, 503);
        group.MapGet("{id}", GetAsync).WithName("getInteraction").Needs(Permission.Read).IsRead().WithSummary("Open one interaction").Problems(400, 404, 503);
        group.MapGet("{id}/request", RequestAsync).WithName("getRequestBody").Needs(Permission.Read).IsRead().WithSummary("The exact bytes of the request")
            .Produces<byte[]>(200, "application/octet-stream").Problems(400, 404, 503);
        group.MapGet("{id}/response", ResponseAsync).WithName("getResponseBody").Needs(Permission.Read).IsRead().WithSummary("The exact bytes of the answer")
            .Produces<byte[]>(200, "application/octet-stream").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<InteractionPageDocument>> SearchAsync(
        HttpContext http, InteractionReads reads, TimeProvider time, CancellationToken cancellationToken,
        [Description(Describe.Q)] string? q = null,
        [Description(Describe.From)] string? from = null,
        [Description(Describe.To)] string? to = null,
        [Description("At most this many, 1 to 1000; 50 when left out.")] int? limit = null,
        [Description(Describe.Cursor)] string? cursor = null,
        [Description("`desc`, newest first, or `asc`, oldest first.")] string? order = null) =>
        TypedResults.Ok(await reads.PageAsync(ListQuery.Of(http, time, q, from, to, ListQuery.Limit(limit, 50, InteractionQuery.MaxLimit), cursor, order), cancellationToken));

    private static async Task<Ok<InteractionDocument>> GetAsync(
        HttpContext http, InteractionReads reads, [Description(Describe.Id)] string id, CancellationToken cancellationToken,
        [Description("Whether the exact bodies come along under `bodies`.")] bool bodies = false) =>
        TypedResults.Ok(await reads.GetAsync(RequestProject.ProjectOf(http), id, bodies, cancellationToken));

    private static async Task<IResult> RequestAsync(HttpContext http, InteractionReads reads, [Description(Describe.Id)] string id, CancellationToken cancellationToken)
    {
        var record = await reads.RecordAsync(RequestProject.ProjectOf(http), id, cancellationToken);
        return Body(record, record.Request, "request");
    }

    private static async Task<IResult> ResponseAsync(HttpContext http, InteractionReads reads, [Description(Describe.Id)] string id, CancellationToken cancellationToken)
    {
        var record = await reads.RecordAsync(RequestProject.ProjectOf(http), id, cancellationToken);
        return Body(record, record.Response, "response");
    }

    private static BodyResult Body(RecordedInteraction record, Body? body, string which) => body is not null
        ? new BodyResult(body, record.Interaction.Id, which)
        : throw new ApiProblem(404, "body-not-found", "No such body", $"Interaction {record.Interaction.Id} has no {which} body: there was none, or the caller asked to leave it out.");
}
