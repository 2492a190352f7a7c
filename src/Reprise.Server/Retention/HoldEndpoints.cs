using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Retention;
using Reprise.Server.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Retention;

/// <summary>Places and lifts legal holds.</summary>
internal static class HoldEndpoints
{
    private const int ReasonLength = 1000;

    public static IEndpointRouteBuilder MapHolds(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/holds").WithTags("retention");
        group.MapGet("", ListAsync).WithName("listHolds").Needs(Permission.Read).WithSummary("Legal holds of a project").Problems(400, 503);
        group.MapPost("", PlaceAsync).WithName("placeHold").Needs(Permission.Own).WithSummary("Hold interactions, so that neither retention nor a person removes them")
            .WithDescription("The filter is asked again at each removal, so what comes later is held too; relative times in it are written out once.").Problems(400, 409, 415, 503);
        group.MapDelete("{name}", LiftAsync).WithName("liftHold").Needs(Permission.Own).WithSummary("Lift a hold").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<HoldListDocument>> ListAsync(HttpContext http, Holds holds, CancellationToken cancellationToken) =>
        TypedResults.Ok(new HoldListDocument { Items = await holds.ListAsync(RequestProject.ProjectOf(http), cancellationToken) });

    private static async Task<Created<Hold>> PlaceAsync(HttpContext http, Holds holds, TimeProvider time, HoldRequestDocument request, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (!Hold.IsValidName(request.Name)) throw ApiProblem.InvalidParameter("name", $"'{ApiProblem.Short(request.Name)}' is no name of a hold; expected 1 to {Hold.NameLength} of a-z, A-Z, 0-9, '-', '_' and '.'.");
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > ReasonLength) throw ApiProblem.InvalidParameter("reason", $"Say why in 1 to {ReasonLength} characters; whoever finds the hold years later will ask.");
        var hold = await holds.PlaceAsync(project, request.Name, ListQuery.Filter(request.Filter, time), request.Reason, http.Caller().Actor, cancellationToken)
            ?? throw new ApiProblem(409, "hold-exists", "There is a hold of that name", $"Project '{project}' has a hold '{request.Name}'. Choose another name, or lift that one first.");
        return TypedResults.Created($"/api/holds/{hold.Name}", hold);
    }

    private static async Task<NoContent> LiftAsync(HttpContext http, Holds holds, [Description("The hold's name.")] string name, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (!Hold.IsValidName(name) || !await holds.LiftAsync(project, name, http.Caller().Actor, cancellationToken))
            throw new ApiProblem(404, "hold-not-found", "Hold not found", $"Project '{project}' has no hold '{ApiProblem.Short(name)}'.");
        return TypedResults.NoContent();
    }
}

internal sealed record HoldListDocument
{
    public required IReadOnlyList<Hold> Items { get; init; }
}

/// <summary>A hold to place.</summary>
internal sealed record HoldRequestDocument
{
    /// <summary>1 to 64 of a–z, A–Z, 0–9, `-`, `_`, `.`.</summary>
    public required string Name { get; init; }

    /// <summary>Which interactions, in the filter language; an empty text holds everything in the project.</summary>
    public required string Filter { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }
}
