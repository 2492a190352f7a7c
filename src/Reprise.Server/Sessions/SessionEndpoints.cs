using System.ComponentModel;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Sessions;

/// <summary>Lists and opens sessions.</summary>
internal static class SessionEndpoints
{
    private const int MaxSessions = 200;

    public static IEndpointRouteBuilder MapSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/sessions").WithTags("sessions");
        group.MapGet("", ListAsync).WithName("listSessions").Needs(Permission.Read).WithSummary("Sessions by their latest interaction, newest first").Problems(400, 503);
        group.MapGet("{id}", GetAsync).WithName("getSession").Needs(Permission.Read).WithSummary("One session from its start").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<SessionPageDocument>> ListAsync(
        HttpContext http, SessionReads sessions, TimeProvider time, CancellationToken cancellationToken,
        [Description("A filter on interactions; a session is listed, and counted, by those that match.")] string? q = null,
        [Description(Describe.From)] string? from = null,
        [Description(Describe.To)] string? to = null,
        [Description("At most this many, 1 to 200; 50 when left out.")] int? limit = null,
        [Description(Describe.Cursor)] string? cursor = null) =>
        TypedResults.Ok(await sessions.PageAsync(new InteractionQuery
        {
            Project = RequestProject.ProjectOf(http),
            Filter = ListQuery.Filter(q, time),
            From = ListQuery.Time("from", from, time),
            To = ListQuery.Time("to", to, time),
            Limit = ListQuery.Limit(limit, 50, MaxSessions),
            Cursor = cursor,
        }, cancellationToken));

    private static async Task<Ok<SessionDetailDocument>> GetAsync(
        HttpContext http, SessionReads sessions, [Description("The session's id.")] string id, CancellationToken cancellationToken,
        [Description("At most this many interactions, 1 to 1000; 200 when left out.")] int? limit = null,
        [Description(Describe.Cursor)] string? cursor = null) =>
        TypedResults.Ok(await sessions.GetAsync(
            RequestProject.ProjectOf(http), SessionIdOf(http, id), ListQuery.Limit(limit, 200, InteractionQuery.MaxLimit), string.IsNullOrEmpty(cursor) ? null : cursor, cancellationToken));

    /// <summary>Routing decodes everything but an escaped slash, which then looks like one that was written so; the path as it was sent tells them apart.</summary>
    private static string SessionIdOf(HttpContext http, string routed)
    {
        if (!routed.Contains("%2f", StringComparison.OrdinalIgnoreCase)) return routed;
        var sent = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/');
        return Uri.UnescapeDataString(sent[(sent.LastIndexOf('/') + 1)..]);
    }
}
