using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Replay;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Retention;

namespace Reprise.Server.Replay.Runs;

/// <summary>Replays many recorded calls with the same changes.</summary>
internal static class RunEndpoints
{
    private const string IdHelp = "The run's id, such as `run-20260303-120000-k7f3`.";

    public static IEndpointRouteBuilder MapReplayRuns(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/replay/runs").WithTags("replay").AddEndpointFilter(ProblemsOfRuns);
        group.MapPost("", BeginAsync).WithName("startReplayRun").Needs(Permission.Analyse).WithSummary("Replay what a filter or a dataset selects, and score it")
            .WithDescription("Goes on in the server until it is done, stopped, out of budget or interrupted. What is recorded after it began never joins. One run of a project at a time.").Problems(400, 404, 409, 415, 503);
        group.MapGet("", ListAsync).WithName("listReplayRuns").Needs(Permission.Read).WithSummary("Runs of a project, the latest first").Problems(400, 503);
        group.MapGet("{id}", GetAsync).WithName("getReplayRun").Needs(Permission.Read).WithSummary("How far a run is").Problems(400, 404, 503);
        group.MapGet("{id}/report", ReportAsync).WithName("getReplayReport").Needs(Permission.Read).WithSummary("What came of a run, computed from the record")
            .WithDescription("`html` is one file that needs nothing else, `junit` the XML that build servers show. A run that is under way is reported on as far as it is.")
            .Produces<RunReport>(200, "application/json", "text/html", "application/xml").Problems(400, 404, 503);
        group.MapPost("{id}/resume", ResumeAsync).WithName("resumeReplayRun").Needs(Permission.Analyse).WithSummary("Go on with a run where it was")
            .WithDescription("What has a replay on record is not replayed again; failures are, when asked for. Limits that are given take the place of those before.").Problems(400, 404, 409, 415, 503);
        group.MapPost("{id}/stop", StopAsync).WithName("stopReplayRun").Needs(Permission.Analyse).WithSummary("Start no more calls of a run; those under way are waited for").Problems(400, 404, 409, 503);
        return routes;
    }

    private static async Task<Created<ReplayRunDocument>> BeginAsync(HttpContext http, RunHost host, RunRequest request, CancellationToken cancellationToken)
    {
        var run = await host.BeginAsync(RequestProject.ProjectOf(http), request, http.Caller().Actor, cancellationToken);
        return TypedResults.Created($"/api/replay/runs/{run.Id}", ReplayRunDocument.Of(run));
    }

    private static async Task<Ok<ReplayRunListDocument>> ListAsync(HttpContext http, ReplayRuns runs, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReplayRunListDocument { Items = [.. (await runs.ListAsync(RequestProject.ProjectOf(http), cancellationToken)).Select(ReplayRunDocument.Of)] });

    private static async Task<Ok<ReplayRunDocument>> GetAsync(HttpContext http, RunDesk desk, [Description(IdHelp)] string id, CancellationToken cancellationToken) =>
        TypedResults.Ok(ReplayRunDocument.Of(await desk.GetAsync(RequestProject.ProjectOf(http), id, cancellationToken)));

    private static async Task<Ok<ReplayRunDocument>> ResumeAsync(HttpContext http, RunHost host, [Description(IdHelp)] string id, CancellationToken cancellationToken, RunResumption? how = null) =>
        TypedResults.Ok(ReplayRunDocument.Of(await host.ResumeAsync(RequestProject.ProjectOf(http), id, how ?? new RunResumption(), http.Caller().Actor, cancellationToken)));

    private static async Task<Ok<ReplayRunDocument>> StopAsync(HttpContext http, RunDesk desk, [Description(IdHelp)] string id, CancellationToken cancellationToken) =>
        TypedResults.Ok(ReplayRunDocument.Of(await desk.StopAsync(RequestProject.ProjectOf(http), id, http.Caller().Actor, cancellationToken)));

    private static async Task<IResult> ReportAsync(
        HttpContext http, RunDesk desk, RunReports reports, RecordSettle settle, [Description(IdHelp)] string id, CancellationToken cancellationToken,
        [Description("`json` (the default), `html` or `junit`.")] string? format = null, [Description("How many of the worst pairs to tell of, 0 to 1000. Default 20.")] int? worst = null)
    {
        var count = worst ?? RunReports.StandardWorst;
        if (count is < 0 or > RunReports.MostWorst) throw ApiProblem.InvalidParameter("worst", $"{count} is out of range; expected 0 to {RunReports.MostWorst}.");
        var run = await desk.GetAsync(RequestProject.ProjectOf(http), id, cancellationToken);
        await settle.WaitAsync(cancellationToken);
        switch (format ?? "json")
        {
            case "json":
                return TypedResults.Ok(await reports.ReadAsync(run, count, cancellationToken));
            case "html":
                // As the file itself says: nothing runs and nothing is fetched, whatever was recorded.
                http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
                http.Response.Headers.XContentTypeOptions = "nosniff";
                return TypedResults.Text(HtmlReport.Write(await reports.ReadAsync(run, count, cancellationToken)), "text/html; charset=utf-8");
            case "junit":
                return TypedResults.Stream(output => reports.WriteJUnitAsync(run, output, cancellationToken), "application/xml");
            default:
                throw ApiProblem.InvalidParameter("format", $"'{ApiProblem.Short(format!)}' is no form of a report; expected json, html or junit.");
        }
    }

    /// <summary>What stands in the way of a run, in the words of runs.</summary>
    private static async ValueTask<object?> ProblemsOfRuns(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ReplayException e) when (e.Code is not (ReplayObstacles.UnknownProvider or ReplayObstacles.NoCredential))
        {
            var problem = e.Code switch
            {
                ReplayObstacles.NotFound => new ApiProblem(404, "run-not-found", "Not found", e.Message),
                ReplayObstacles.InvalidParameter => new ApiProblem(400, "invalid-parameter", "The run cannot be made so", e.Message),
                _ => new ApiProblem(409, "run-refused", "The run was refused", e.Message),
            };
            problem.Members["code"] = e.Code;
            problem.Members["still_works"] = e.StillWorks;
            throw problem;
        }
    }
}
