using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Cache.Experiments;
using Reprise.Cache.Policies;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Retention;

namespace Reprise.Server.Cache.Api;

/// <summary>Compares two policies on the same traffic.</summary>
internal static class ExperimentEndpoints
{
    private const string NameHelp = "The experiment's name: 1 to 64 of a-z, 0-9, '-' and '_'.";

    public static IEndpointRouteBuilder MapCacheExperiments(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/cache/experiments").WithTags("cache");
        group.MapGet("", ListAsync).WithName("listCacheExperiments").Needs(Permission.Read).WithSummary("Experiments of a project, the latest first").Problems(400, 503);
        group.MapPut("{name}", StartAsync).WithName("startCacheExperiment").Needs(Permission.Analyse).WithSummary("Deal out requests that name no policy to two of them, from now on")
            .WithDescription("One runs in a project at a time. The two policies keep their answers apart, so both begin with what they have.").Problems(400, 404, 409, 415, 503);
        group.MapGet("{name}", GetAsync).WithName("getCacheExperiment").Needs(Permission.Read).WithSummary("What an experiment has shown so far")
            .WithDescription("Counted over the record: up to 50,000 of its latest calls. All intervals together hold with 95 % for one look; say beforehand how long the experiment runs.").Problems(400, 404, 503);
        group.MapPost("{name}/end", EndAsync).WithName("endCacheExperiment").Needs(Permission.Analyse).WithSummary("End an experiment; its traffic goes to the project's policy again").Problems(400, 404, 503);
        group.MapDelete("{name}", RemoveAsync).WithName("removeCacheExperiment").Needs(Permission.Analyse).WithSummary("Forget an experiment; the record of its calls stays").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<ExperimentListDocument>> ListAsync(HttpContext http, CacheExperiments experiments, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ExperimentListDocument { Items = [.. (await experiments.ListAsync(RequestProject.ProjectOf(http), cancellationToken)).Select(ExperimentDocument.Of)] });

    private static async Task<Created<ExperimentDocument>> StartAsync(
        HttpContext http, CacheExperiments experiments, CachePolicies policies, [Description(NameHelp)] string name, ExperimentValues values, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (!CachePolicies.IsValidName(name)) throw ApiProblem.InvalidParameter("name", $"'{ApiProblem.Short(name)}' is no name of an experiment; expected {CachePolicies.NameRule}.");
        foreach (var (value, mistake) in values.Mistakes()) throw ApiProblem.InvalidParameter(ApiJson.NameOf(value), $"{ApiJson.NameOf(value)} {mistake}.");
        PolicyEndpoints.Known(policies, project, values.PolicyA!);
        PolicyEndpoints.Known(policies, project, values.PolicyB!);
        if (policies.ExperimentOf(project) is { } running)
            throw new ApiProblem(409, "experiment-running", "An experiment is running", $"Project '{project}' runs the experiment '{running.Name}'. End it first; two would deal out the same traffic.");
        var started = await experiments.StartAsync(project, name, values, http.Caller().Actor, cancellationToken)
            ?? throw new ApiProblem(409, "experiment-exists", "There is an experiment of that name", $"Project '{project}' had an experiment '{name}'. Choose another name, or remove that one first.");
        return TypedResults.Created($"/api/cache/experiments/{name}", ExperimentDocument.Of(started));
    }

    private static async Task<Ok<ExperimentDocument>> GetAsync(
        HttpContext http, CacheExperiments experiments, ExperimentReport report, [Description(NameHelp)] string name, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        var experiment = Known(await experiments.FindAsync(project, name, cancellationToken), project, name);
        return TypedResults.Ok(ExperimentDocument.Of(experiment) with { Result = await report.ReadAsync(project, experiment, cancellationToken) });
    }

    private static async Task<Ok<ExperimentDocument>> EndAsync(HttpContext http, CacheExperiments experiments, [Description(NameHelp)] string name, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        return TypedResults.Ok(ExperimentDocument.Of(Known(await experiments.EndAsync(project, name, http.Caller().Actor, cancellationToken), project, name)));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, CacheExperiments experiments, [Description(NameHelp)] string name, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (!CachePolicies.IsValidName(name) || !await experiments.RemoveAsync(project, name, http.Caller().Actor, cancellationToken)) Known(null, project, name);
        return TypedResults.NoContent();
    }

    private static CacheExperiment Known(CacheExperiment? experiment, string project, string name) =>
        experiment ?? throw new ApiProblem(404, "experiment-not-found", "Experiment not found", $"Project '{project}' has no experiment '{ApiProblem.Short(name)}'.");
}
