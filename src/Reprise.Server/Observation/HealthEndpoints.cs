using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Server.Access;

namespace Reprise.Server.Observation;

/// <summary>Answers orchestrators: is the process alive, and does everything it needs work.</summary>
internal static class HealthEndpoints
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("status");
        group.MapGet("live", () => TypedResults.Ok(new HealthDocument { Status = "live", Parts = [] })).WithName("getLiveness").Needs(Permission.Public).WithSummary("Whether the process runs");
        group.MapGet("ready", ReadyAsync).WithName("getReadiness").Needs(Permission.Public).WithSummary("Whether the store and the journal work")
            .Produces<HealthDocument>(503);
        return routes;
    }

    private static async Task<Results<Ok<HealthDocument>, JsonHttpResult<HealthDocument>>> ReadyAsync(IEnumerable<IReadiness> parts, CancellationToken cancellationToken)
    {
        var checks = new List<HealthPartDocument>();
        foreach (var part in parts)
        {
            var trouble = await part.FindTroubleAsync(cancellationToken);
            checks.Add(new HealthPartDocument { Name = part.Name, Ready = trouble is null, Message = trouble });
        }

        var isReady = checks.TrueForAll(check => check.Ready);
        var health = new HealthDocument { Status = isReady ? "ready" : "not_ready", Parts = checks };
        return isReady ? TypedResults.Ok(health) : TypedResults.Json(health, statusCode: 503);
    }
}

internal sealed record HealthDocument
{
    /// <summary>`live`, `ready` or `not_ready`.</summary>
    public required string Status { get; init; }
    public required IReadOnlyList<HealthPartDocument> Parts { get; init; }
}

internal sealed record HealthPartDocument
{
    public required string Name { get; init; }
    public required bool Ready { get; init; }

    /// <summary>What is wrong, when it is not ready.</summary>
    public string? Message { get; init; }
}
