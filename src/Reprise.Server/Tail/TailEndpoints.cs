using System.ComponentModel;
using Reprise.Access;
using Reprise.Capture;
using Reprise.Server.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Tail;

/// <summary>Interactions as they are stored, as server-sent events.</summary>
internal static class TailEndpoints
{
    public static IEndpointRouteBuilder MapTail(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/tail", Tail).WithTags("interactions").WithName("tailInteractions").Needs(Permission.Read).WithSummary("Watch interactions as they are stored")
            .WithDescription("Server-sent events: `interaction` with an InteractionSummary as data and its id as the event's id; `lagging` with `{\"dropped\": n}` when this client was "
                + "too slow and n events were left out since it connected. A comment comes at least every 15 seconds.")
            .Produces<string>(200, "text/event-stream").Problems(400);
        return routes;
    }

    private static TailResult Tail(HttpContext http, LiveFeed feed, TimeProvider time, IHostApplicationLifetime lifetime, [Description(Describe.Q)] string? q = null) =>
        new(feed, RequestProject.ProjectOf(http), ListQuery.Filter(q, time), time, lifetime.ApplicationStopping);
}
