using System.ComponentModel;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reprise.Access;
using Reprise.Replay;
using Reprise.Replay.Sessions;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Retention;

namespace Reprise.Server.Replay.Sessions;

/// <summary>Replays sessions and traces, and shows the branches that come of it.</summary>
internal static class SessionReplayEndpoints
{
    private const string OfWhat = "The id; a branch is a session too.";

    public static IEndpointRouteBuilder MapSessionReplay(this IEndpointRouteBuilder routes)
    {
        foreach (var (path, isTrace) in new[] { ("sessions", false), ("traces", true) })
        {
            var (noun, name) = isTrace ? ("trace", "Trace") : ("session", "Session");
            var group = routes.MapGroup($"/api/{path}/{{id}}").WithTags("replay");
            group.MapPost("replay", (HttpContext http, SessionReplayer replayer, BranchRuns runs, [Description(OfWhat)] string id, CancellationToken cancellationToken,
                    SessionReplayDocument? order = null, [FromHeader(Name = ReplayEndpoints.KeyHeader), Description("A key for the provider, for one for which the server has none. Neither recorded nor logged.")] string? key = null) =>
                    StartAsync(http, replayer, runs, new SessionKey(IdOf(http, id), isTrace), order ?? new SessionReplayDocument(), key, cancellationToken))
                .WithName($"replay{name}").Needs(Permission.Analyse).WithSummary($"Replay a {noun} in order, as a branch of its own")
                .WithDescription("Checks that every turn can be asked, answers with the branch at once and goes on by itself; the branch says how far it is. `pinned` asks each turn on the recorded history, `free` builds each on the new answers, with tools answered from the record or, per tool, live.")
                .Produces<BranchDocument>(StatusCodes.Status202Accepted).Problems(400, 404, 409, 413, 415, 503);
            group.MapGet("branches", (HttpContext http, SessionReplayer replayer, [Description(OfWhat)] string id, CancellationToken cancellationToken) =>
                    TreeAsync(http, replayer, new SessionKey(IdOf(http, id), isTrace), cancellationToken))
                .WithName($"list{name}Branches").Needs(Permission.Read).IsRead().WithSummary($"A {noun} with the branches that grow from it and where each first differs")
                .WithDescription("The turns are those of what was asked for: the root's, or for a branch its own, which begin with those it shares with its origin. Reads the bodies of the whole tree; `branch-heads` reads none.")
                .Produces<SessionTreeDocument>().Problems(404, 409, 503);
            group.MapGet("branch-heads", (HttpContext http, SessionReplayer replayer, [Description(OfWhat)] string id, CancellationToken cancellationToken) =>
                    HeadsAsync(http, replayer, new SessionKey(IdOf(http, id), isTrace), cancellationToken))
                .WithName($"list{name}BranchHeads").Needs(Permission.Read).WithSummary($"Which branches grow from a {noun}, without their turns: cheap to ask").Problems(503);
        }

        var branches = routes.MapGroup("/api/replay/branches/{branch}").WithTags("replay");
        branches.MapGet("", GetAsync).WithName("getBranch").Needs(Permission.Read).IsRead().WithSummary("A branch with its turns so far").Problems(404, 409, 503);
        branches.MapPost("resume", ResumeAsync).WithName("resumeBranch").Needs(Permission.Analyse).WithSummary("Go on with a branch that was interrupted or stopped")
            .WithDescription("What it has asked is not asked again.").Produces<BranchDocument>(StatusCodes.Status202Accepted).Problems(400, 404, 409, 413, 415, 503);
        branches.MapPost("stop", StopAsync).WithName("stopBranch").Needs(Permission.Analyse).WithSummary("Interrupt a branch; it can be resumed").WithDescription("A branch that another server is at work on ends within 10 seconds.").Problems(404, 409, 503);
        branches.MapDelete("", RemoveAsync).WithName("removeBranch").Needs(Permission.Analyse).WithSummary("Forget a branch; its calls stay on record").WithDescription("A branch that others were forked from is kept until they are removed.").Problems(404, 409, 503);
        return routes;
    }

    private static async Task<IResult> StartAsync(HttpContext http, SessionReplayer replayer, BranchRuns runs, SessionKey key, SessionReplayDocument order, string? credential, CancellationToken cancellationToken)
    {
        var request = RequestOf(order) with { Credential = string.IsNullOrEmpty(credential) ? null : credential };
        using var place = runs.Reserve();
        return Begun(runs, await replayer.StartAsync(RequestProject.ProjectOf(http), key, request, http.Caller().Actor, cancellationToken), place);
    }

    private static async Task<IResult> TreeAsync(HttpContext http, SessionReplayer replayer, SessionKey key, CancellationToken cancellationToken) =>
        TypedResults.Ok(SessionTreeDocument.Of(await replayer.Trees.TreeAsync(RequestProject.ProjectOf(http), key, cancellationToken), replayer.LiveTools));

    private static async Task<Ok<BranchHeadsDocument>> HeadsAsync(HttpContext http, SessionReplayer replayer, SessionKey key, CancellationToken cancellationToken) =>
        TypedResults.Ok(BranchHeadsDocument.Of(await replayer.Trees.HeadsAsync(RequestProject.ProjectOf(http), key, cancellationToken), replayer.LiveTools));

    private static async Task<Ok<BranchDocument>> GetAsync(HttpContext http, SessionReplayer replayer, BranchRuns runs, [Description("The branch's id.")] string branch, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, replayer, branch, cancellationToken);
        return TypedResults.Ok(BranchDocument.Of(runs.Find(found.BranchId) ?? await replayer.Trees.ViewAsync(RequestProject.ProjectOf(http), found, cancellationToken)));
    }

    private static async Task<IResult> ResumeAsync(
        HttpContext http, SessionReplayer replayer, BranchRuns runs, [Description("The branch's id.")] string branch, CancellationToken cancellationToken, BranchResumeDocument? order = null,
        [FromHeader(Name = ReplayEndpoints.KeyHeader), Description("A key for the provider, for one for which the server has none. Neither recorded nor logged.")] string? key = null)
    {
        var found = await FindAsync(http, replayer, branch, cancellationToken);
        runs.RequireIdle(found.BranchId);
        using var place = runs.Reserve();
        return Begun(runs, await replayer.ResumeAsync(RequestProject.ProjectOf(http), found.BranchId, order?.ToolAnswers ?? new Dictionary<string, string>(), string.IsNullOrEmpty(key) ? null : key, http.Caller().Actor, cancellationToken), place);
    }

    private static async Task<Ok<BranchDocument>> StopAsync(HttpContext http, SessionReplayer replayer, BranchRuns runs, [Description("The branch's id.")] string branch, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, replayer, branch, cancellationToken);
        if (!await runs.StopAsync(found.BranchId)) await replayer.Branches.AskToStopAsync(RequestProject.ProjectOf(http), found.BranchId, cancellationToken);
        return await GetAsync(http, replayer, runs, branch, cancellationToken);
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, SessionReplayer replayer, BranchRuns runs, [Description("The branch's id.")] string branch, CancellationToken cancellationToken)
    {
        var found = await FindAsync(http, replayer, branch, cancellationToken);
        var removed = await replayer.Branches.RemoveAsync(RequestProject.ProjectOf(http), found, http.Caller().Actor, cancellationToken);
        if (removed) await runs.StopAsync(found.BranchId);
        return TypedResults.NoContent();
    }

    private static async Task<Branch> FindAsync(HttpContext http, SessionReplayer replayer, string branch, CancellationToken cancellationToken) =>
        await replayer.Branches.FindAsync(RequestProject.ProjectOf(http), branch, cancellationToken)
        ?? throw new ReplayException(ReplayObstacles.NotFound, $"There is no branch '{ApiProblem.Short(branch)}' in project '{RequestProject.ProjectOf(http)}'.", "GET /api/sessions/{id}/branches lists those of a session.");

    private static AcceptedAtRoute<BranchDocument> Begun(BranchRuns runs, BranchTask task, BranchPlace place)
    {
        var document = BranchDocument.Of(task.View);
        runs.Start(task, place);
        return TypedResults.AcceptedAtRoute(document, "getBranch", new RouteValueDictionary { ["branch"] = document.BranchId });
    }

    private static BranchRequest RequestOf(SessionReplayDocument order)
    {
        if (order.Mode is not (null or "pinned" or "free")) throw ApiProblem.InvalidParameter("mode", $"'{ApiProblem.Short(order.Mode)}' is neither pinned nor free.");
        if (order.Tools?.FirstOrDefault(static tool => tool.Value is not ("recorded" or "live")) is { Key: not null } wrong)
            throw ApiProblem.InvalidParameter("tools", $"'{ApiProblem.Short(wrong.Key)}' is to be answered '{ApiProblem.Short(wrong.Value)}'; expected recorded or live.");
        if (order.ToolAnswers?.Any(static answer => answer.Value is null) == true) throw ApiProblem.InvalidParameter("tool_answers", "Each answer is a text.");
        if (order.Changes?.Context?.Any(static item => item?.Content is null) == true) throw ApiProblem.InvalidParameter("changes.context", "Each document needs its content.");
        return new BranchRequest
        {
            Mode = order.Mode == "free" ? BranchMode.Free : BranchMode.Pinned,
            FromTurn = order.FromTurn ?? 1,
            Changes = order.Changes?.ToChanges() ?? ReplayChanges.None,
            LiveTools = order.Tools is null ? [] : [.. order.Tools.Where(static tool => tool.Value == "live").Select(static tool => tool.Key)],
            ToolAnswers = order.ToolAnswers ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Similarity = order.Similarity ?? 1,
        };
    }

    /// <summary>Routing decodes everything but an escaped slash, which then looks like one that was written so; the path as it was sent tells them apart.</summary>
    private static string IdOf(HttpContext http, string routed)
    {
        if (!routed.Contains("%2f", StringComparison.OrdinalIgnoreCase)) return routed;
        var sent = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/').Split('/');
        return Uri.UnescapeDataString(sent[^2]);
    }
}
