using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Interactions;

namespace Reprise.Server.Replay;

/// <summary>Makes one recorded call again, and compares two.</summary>
internal static class ReplayEndpoints
{
    public const string KeyHeader = "Reprise-Provider-Key";

    private static readonly string[] s_cacheUses = ["off", "on", "refresh", "only"];

    public static IEndpointRouteBuilder MapReplay(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/interactions/{id}/replay", ReplayAsync).WithTags("replay").WithName("replayInteraction").Needs(Permission.Analyse).IsRead().WithSummary("Make a recorded call again, perhaps changed, and compare")
            .WithDescription("Sends the recorded request byte for byte, or with only the bytes of what changes replaced. The replay is on record, linked to its original. A provider that refuses or fails is a result and no problem. "
                + "`dry_run` says what would be sent and sends nothing. With `Accept: text/event-stream` the answer's text comes in events `piece` as it arrives, and then the same document in the event `result`.")
            .Produces<ReplayResultDocument>().Problems(400, 404, 409, 413, 415, 503);
        routes.MapGet("/api/interactions/{id}/compare/{other}", CompareAsync).WithTags("replay").WithName("compareInteractions").Needs(Permission.Read).IsRead().WithSummary("Compare two recorded calls")
            .WithDescription("As a replay is compared with its original. Nothing is sent.").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<ComparedCallsDocument>> CompareAsync(
        HttpContext http, InteractionReads reads, [Description(Describe.Id)] string id, [Description("The id of the call to compare it with, such as a replay of it.")] string other, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        return TypedResults.Ok(ComparedCallsDocument.Of(await reads.RecordAsync(project, id, cancellationToken), await reads.RecordAsync(project, other, cancellationToken)));
    }

    private static async Task<IResult> ReplayAsync(
        HttpContext http, InteractionReads reads, Replayer replayer, [Description(Describe.Id)] string id, CancellationToken cancellationToken, ReplayOrderDocument? order = null,
        [FromHeader(Name = KeyHeader), Description("A key for the provider, for one for which the server has none. Neither recorded nor logged.")] string? key = null)
    {
        var wanted = OrderOf(order ?? new ReplayOrderDocument()) with { Credential = string.IsNullOrEmpty(key) ? null : key };
        var original = await OriginalAsync(reads, RequestProject.ProjectOf(http), id, cancellationToken);
        if (order?.DryRun == true) return TypedResults.Ok(ReplayResultDocument.Of(new ReplayOutcome(replayer.Prepare(original, wanted.Changes), ReplayedCall.Of(original), []), body: true));
        if (http.Request.Headers.Accept.ToString().Contains(ReplayStreamResult.MediaType, StringComparison.OrdinalIgnoreCase)) return new ReplayStreamResult(replayer, original, wanted);
        return TypedResults.Ok(ReplayResultDocument.Of(await replayer.ReplayAsync(original, wanted, cancellationToken), body: false));
    }

    private static async Task<RecordedInteraction> OriginalAsync(InteractionReads reads, string project, string id, CancellationToken cancellationToken)
    {
        if (!InteractionId.TryParse(id, out var parsed)) throw ApiProblem.InvalidId(id);
        return await reads.FindAsync(project, parsed, cancellationToken) ?? throw new ReplayException(
            ReplayObstacles.NotFound,
            $"No interaction {parsed} in project '{project}'. It may have been deleted, or belong to another project.",
            "Look for it with a search, in the project it belongs to.",
            "Bring it back from an export or a backup, if there is one.");
    }

    private static ReplayOrder OrderOf(ReplayOrderDocument document)
    {
        if (document.Times is < 1 or > ReplayOrder.MostTimes) throw ApiProblem.InvalidParameter("times", FormattableString.Invariant($"{document.Times} is out of range; expected 1 to {ReplayOrder.MostTimes}."));
        if (document.Cache is { } cache && !s_cacheUses.Contains(cache, StringComparer.Ordinal)) throw ApiProblem.InvalidParameter("cache", $"'{ApiProblem.Short(cache)}' is none of {string.Join(", ", s_cacheUses)}.");
        if (document.Context?.Any(static item => item?.Content is null) == true) throw ApiProblem.InvalidParameter("context", "Each document needs its content.");
        return new ReplayOrder { Changes = document.Changes, Times = document.Times ?? 1, Cache = document.Cache ?? "off" };
    }
}
