using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Capture;
using Reprise.Retention;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Retention;

/// <summary>Deletes what a person selects.</summary>
internal static class DeletionEndpoints
{
    public static IEndpointRouteBuilder MapDeletion(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/interactions/delete", DeleteAsync).WithTags("interactions").WithName("deleteInteractions").Needs(Permission.Own).WithSummary("Delete what a filter selects, or say how many that is")
            .WithDescription("What is held is not deleted: the request is refused, unless `leave_held` leaves it out. Works for 20 seconds at most; `complete` is false when there is more "
                + "to do, and a request with the `q`, `from` and `to` of the answer goes on with it. Send those of a dry run too, to delete what it counted and nothing that came since. It is on the audit log.")
            .Problems(400, 409, 415, 503);
        return routes;
    }

    private static async Task<Ok<DeletionResult>> DeleteAsync(HttpContext http, Deletion deletion, CaptureQueue queue, TimeProvider time, DeletionDocument request, CancellationToken cancellationToken)
    {
        if (request is { Q: null, From: null, To: null }) throw ApiProblem.InvalidParameter("q", "Say what to delete with q, from or to; an empty q selects everything in the project.");
        var selection = new InteractionQuery
        {
            Project = RequestProject.ProjectOf(http),
            Filter = ListQuery.Filter(request.Q, time),
            From = ListQuery.Time("from", request.From, time),
            To = ListQuery.Time("to", request.To, time),
        };
        if (!request.DryRun) await queue.ClearJournalAsync(time, cancellationToken);
        // One step in any case, however long counting took, so that asking again and again comes to an end.
        var (began, isFirst) = (time.GetTimestamp(), true);
        var result = await deletion.RunAsync(
            selection, request.DryRun, request.LeaveHeld, http.Caller().Actor, _ => Task.FromResult(MayGoOn()), cancellationToken);
        if (!result.IsRefused || request.DryRun) return TypedResults.Ok(result);
        var problem = new ApiProblem(409, "held", "Some of it is held",
            $"Nothing was deleted: {result.Held:N0} of the {result.Held + result.Interactions:N0} selected are held by {string.Join(", ", result.Holds.Select(hold => $"'{hold.Name}'"))}. Lift the hold, narrow the filter, or leave them out with leave_held.");
        problem.Members["holds"] = result.Holds.ToList();
        throw problem;

        bool MayGoOn()
        {
            var mayGoOn = isFirst || time.GetElapsedTime(began) < RetentionService.Patience;
            isFirst = false;
            return mayGoOn;
        }
    }
}

/// <summary>What to delete.</summary>
internal sealed record DeletionDocument
{
    /// <summary>A filter; an empty text selects everything.</summary>
    public string? Q { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }

    /// <summary>Only say how many.</summary>
    public bool DryRun { get; init; }

    /// <summary>Leave out what is held instead of refusing all.</summary>
    public bool LeaveHeld { get; init; }
}
