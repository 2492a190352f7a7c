using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Access;
using Reprise.Prompts;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Retention;

namespace Reprise.Server.Prompts;

/// <summary>Templates with versions, and how these did.</summary>
internal static class PromptEndpoints
{
    private const string NameHelp = "The prompt's name: 1 to 64 of a-z, 0-9, '-', '_' and '.'.";

    public static IServiceCollection AddPrompts(this IServiceCollection services)
    {
        services.TryAddSingleton<PromptShelf>();
        services.TryAddSingleton<PromptComparisons>();
        return services;
    }

    public static IEndpointRouteBuilder MapPrompts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/prompts").WithTags("prompts").AddEndpointFilter(TellAsync);
        group.MapGet("", ListAsync).WithName("listPrompts").Needs(Permission.Read).WithSummary("The prompts of the project, by name").Problems(400, 503);
        group.MapGet("{name}", GetAsync).WithName("getPrompt").Needs(Permission.Read).WithSummary("One prompt with its versions, labels and experiment").Problems(400, 404, 503);
        group.MapPut("{name}", SetAsync).WithName("setPrompt").Needs(Permission.Analyse).WithSummary("Add a version, and the prompt with its first one")
            .WithDescription("Variables stand in the text as `{{name}}` or `{{name|default}}`; `\\{{` writes the braces. With the words of the newest version no other is made.").Problems(400, 415, 503);
        group.MapDelete("{name}", RemoveAsync).WithName("removePrompt").Needs(Permission.Analyse).WithSummary("Remove a prompt with all its versions; the record of its calls stays").Problems(400, 404, 503);
        group.MapPut("{name}/labels/{label}", LabelAsync).WithName("labelPrompt").Needs(Permission.Analyse).WithSummary("Let a label stand for a version").Problems(400, 404, 415, 503);
        group.MapDelete("{name}/labels/{label}", UnlabelAsync).WithName("unlabelPrompt").Needs(Permission.Analyse).WithSummary("Take a label away").Problems(400, 404, 503);
        group.MapGet("{name}/diff", DiffAsync).WithName("diffPromptVersions").Needs(Permission.Read).WithSummary("In what words two versions differ").Problems(400, 404, 503);
        group.MapPost("{name}/render", RenderAsync).WithName("renderPrompt").Needs(Permission.Record).WithSummary("Put variables into a version; answers the headers by which the record knows it")
            .WithDescription("Which version: `version`, else that of `label`, else the experiment's for `key`, else that of the label `production`, else the newest. A variable that is missing without a default, or that the version does not have, is an error that names it.").Problems(400, 404, 415, 503);
        group.MapPost("{name}/experiment", TryAsync).WithName("startPromptExperiment").Needs(Permission.Analyse).WithSummary("Let versions share the calls: the same key always gets the same version").Problems(400, 404, 415, 503);
        group.MapDelete("{name}/experiment", EndAsync).WithName("endPromptExperiment").Needs(Permission.Analyse).WithSummary("End the experiment").Problems(400, 404, 503);
        group.MapGet("{name}/comparison", CompareAsync).WithName("comparePromptVersions").Needs(Permission.Read).WithSummary("How the versions did, by the record of their calls")
            .WithDescription("Success, latency, tokens, cost, finish reasons, scores and feedback of each version with 95 % intervals, and each later version against the first. Below 30 values a side nothing is said.").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<PromptListDocument>> ListAsync(HttpContext http, PromptShelf prompts, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PromptListDocument { Items = await prompts.ListAsync(RequestProject.ProjectOf(http), cancellationToken) });

    private static async Task<Ok<Prompt>> GetAsync(HttpContext http, PromptShelf prompts, [Description(NameHelp)] string name, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(http, prompts, name, cancellationToken));

    private static async Task<Ok<Prompt>> SetAsync(HttpContext http, PromptShelf prompts, [Description(NameHelp)] string name, PromptValues values, CancellationToken cancellationToken) =>
        TypedResults.Ok(await prompts.SetAsync(RequestProject.ProjectOf(http), name, values, http.Caller().Actor, cancellationToken));

    private static async Task<NoContent> RemoveAsync(HttpContext http, PromptShelf prompts, [Description(NameHelp)] string name, CancellationToken cancellationToken) =>
        await prompts.RemoveAsync(RequestProject.ProjectOf(http), name, http.Caller().Actor, cancellationToken) ? TypedResults.NoContent() : throw NotFound(name);

    private static async Task<Ok<Prompt>> LabelAsync(HttpContext http, PromptShelf prompts, [Description(NameHelp)] string name, [Description("Such as `production`.")] string label, PromptLabelDocument document, CancellationToken cancellationToken) =>
        TypedResults.Ok(await prompts.LabelAsync(RequestProject.ProjectOf(http), name, label, document.Version, http.Caller().Actor, cancellationToken));

    private static async Task<Ok<Prompt>> UnlabelAsync(HttpContext http, PromptShelf prompts, [Description(NameHelp)] string name, [Description("Such as `production`.")] string label, CancellationToken cancellationToken) =>
        TypedResults.Ok(await prompts.LabelAsync(RequestProject.ProjectOf(http), name, label, null, http.Caller().Actor, cancellationToken));

    private static async Task<Ok<PromptDiff>> DiffAsync(
        HttpContext http, PromptShelf prompts, [Description(NameHelp)] string name, CancellationToken cancellationToken,
        [Description("The earlier version; the one before `to` when left out.")] int? from = null, [Description("The later version; the newest when left out.")] int? to = null) =>
        TypedResults.Ok(PromptDiff.Of(await FindAsync(http, prompts, name, cancellationToken), from, to));

    private static async Task<Ok<RenderedPrompt>> RenderAsync(HttpContext http, PromptShelf prompts, [Description(NameHelp)] string name, PromptRequest request, CancellationToken cancellationToken) =>
        TypedResults.Ok(PromptRendering.Render(await FindAsync(http, prompts, name, cancellationToken), request));

    private static async Task<Ok<Prompt>> TryAsync(HttpContext http, PromptShelf prompts, [Description(NameHelp)] string name, PromptExperimentDocument document, CancellationToken cancellationToken)
    {
        if (document.Variants.Count == 0) throw new PromptException("An experiment has 2 to 10 variants.");
        return TypedResults.Ok(await prompts.TryAsync(RequestProject.ProjectOf(http), name, document.Name, document.Variants, http.Caller().Actor, cancellationToken));
    }

    private static async Task<Ok<Prompt>> EndAsync(HttpContext http, PromptShelf prompts, [Description(NameHelp)] string name, CancellationToken cancellationToken) =>
        TypedResults.Ok(await prompts.TryAsync(RequestProject.ProjectOf(http), name, null, [], http.Caller().Actor, cancellationToken));

    private static async Task<Ok<PromptComparison>> CompareAsync(
        HttpContext http, PromptShelf prompts, PromptComparisons comparisons, TimeProvider time, [Description(NameHelp)] string name, CancellationToken cancellationToken,
        [Description(Describe.From)] string? from = null, [Description(Describe.To)] string? to = null)
    {
        var prompt = await FindAsync(http, prompts, name, cancellationToken);
        return TypedResults.Ok(await comparisons.CompareAsync(RequestProject.ProjectOf(http), prompt, ListQuery.Time("from", from, time), ListQuery.Time("to", to, time), cancellationToken));
    }

    private static async Task<Prompt> FindAsync(HttpContext http, PromptShelf prompts, string name, CancellationToken cancellationToken) =>
        await prompts.FindAsync(RequestProject.ProjectOf(http), name, cancellationToken) ?? throw NotFound(name);

    private static async ValueTask<object?> TellAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (PromptException e)
        {
            throw e.IsNotFound ? new ApiProblem(404, "prompt-not-found", "Prompt not found", e.Message) : new ApiProblem(400, "invalid-prompt", "The prompt cannot be used so", e.Message);
        }
    }

    private static ApiProblem NotFound(string name) => new(404, "prompt-not-found", "Prompt not found", $"The project has no prompt '{ApiProblem.Short(name)}'.");
}
