using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Server.Access;

namespace Reprise.Server.Status;

/// <summary>How the server is doing, for its page and for <c>reprise doctor</c>.</summary>
internal static class StatusEndpoints
{
    public static IEndpointRouteBuilder MapStatus(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/status", GetAsync).WithTags("status").WithName("getStatus").Needs(Permission.SignedIn).WithSummary("How the server is doing");
        return routes;
    }

    private static async Task<Ok<StatusDocument>> GetAsync(StatusReport report, CancellationToken cancellationToken) => TypedResults.Ok(await report.MakeAsync(cancellationToken));
}
