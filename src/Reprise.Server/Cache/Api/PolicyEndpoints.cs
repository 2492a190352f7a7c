using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Cache.Policies;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Retention;

namespace Reprise.Server.Cache.Api;

/// <summary>Shows and sets what the cache may answer, and how sure it must be.</summary>
internal static class PolicyEndpoints
{
    private const string ScopeHelp = "`project` (the default) or `installation` for every project.";
    private const string NameHelp = "The policy's name: 1 to 64 of a-z, 0-9, '-' and '_'.";

    public static IEndpointRouteBuilder MapCachePolicies(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/cache").WithTags("cache");
        group.MapGet("policies", List).WithName("listCachePolicies").Needs(Permission.Read).WithSummary("The policies of a project, and which requests take part").Problems(400);
        group.MapGet("policies/{name}", Get).WithName("getCachePolicy").Needs(Permission.Read).WithSummary("One policy as it is in force").Problems(400, 404);
        group.MapPut("policies/{name}", SetAsync).WithName("setCachePolicy").Needs(Permission.Own).WithSummary("Set a policy, a new one or one there is")
            .WithDescription("Wins over configuration and presets, at once on this server and within seconds on others. Values that are left out are no longer said there: they are as "
                + "the place below says, in the end as the preset of that name or as `default`.").Problems(400, 415, 503);
        group.MapPatch("policies/{name}", ChangeAsync).WithName("changeCachePolicy").Needs(Permission.Own).WithSummary("Set some values of a policy and leave the others as they are")
            .WithDescription("What else is said of it in that place stays, and what other places say is neither touched nor copied.").Problems(400, 409, 415, 503);
        group.MapDelete("policies/{name}", UnsetAsync).WithName("unsetCachePolicy").Needs(Permission.Own).WithSummary("Take back what was set of a policy")
            .WithDescription("A preset is again what it was; one of your own is gone, and requests that name it go upstream.").Problems(400, 404, 503);
        group.MapPut("use", UseAsync).WithName("setCacheUse").Needs(Permission.Own).WithSummary("Say which requests take part, and under which policy when they name none")
            .WithDescription("With nothing said, what was set before is taken back.").Problems(400, 404, 415, 503);
        return routes;
    }

    private static Ok<CachePoliciesDocument> List(HttpContext http, CachePolicies policies) => TypedResults.Ok(CachePoliciesDocument.Of(policies, RequestProject.ProjectOf(http)));

    private static Ok<CachePolicyDocument> Get(HttpContext http, CachePolicies policies, [Description(NameHelp)] string name) =>
        TypedResults.Ok(CachePolicyDocument.Of(Known(policies, RequestProject.ProjectOf(http), name)));

    private static async Task<Ok<CachePolicyDocument>> SetAsync(
        HttpContext http, CachePolicies policies, PolicyChanges changes, [Description(NameHelp)] string name, CachePolicyValues values, CancellationToken cancellationToken,
        [Description(ScopeHelp)] string? scope = null)
    {
        var (project, place) = (RequestProject.ProjectOf(http), Place(http, scope));
        if (!CachePolicies.IsValidName(name)) throw ApiProblem.InvalidParameter("name", $"'{ApiProblem.Short(name)}' is no name of a policy; expected {CachePolicies.NameRule}.");
        foreach (var (value, mistake) in values.Mistakes()) throw Invalid(value, mistake);
        await changes.SetAsync(place, name, values, http.Caller().Actor, cancellationToken);
        return TypedResults.Ok(CachePolicyDocument.Of(Known(policies, project, name)));
    }

    private static async Task<Ok<CachePolicyDocument>> ChangeAsync(
        HttpContext http, CachePolicies policies, PolicyChanges changes, [Description(NameHelp)] string name, CachePolicyValues values, CancellationToken cancellationToken,
        [Description(ScopeHelp)] string? scope = null)
    {
        var (project, place) = (RequestProject.ProjectOf(http), Place(http, scope));
        if (!CachePolicies.IsValidName(name)) throw ApiProblem.InvalidParameter("name", $"'{ApiProblem.Short(name)}' is no name of a policy; expected {CachePolicies.NameRule}.");
        foreach (var (value, mistake) in values.Mistakes()) throw Invalid(value, mistake);
        if (values == new CachePolicyValues()) throw Invalid("Values", "are none; say at least one");
        if (!await changes.ChangeAsync(place, name, values, http.Caller().Actor, cancellationToken))
            throw new ApiProblem(409, "cache-policy-unreadable", "The policy cannot be read", $"What is set of policy '{name}' {In(place)} cannot be read by this version. Set it whole, or take it back.");
        return TypedResults.Ok(CachePolicyDocument.Of(Known(policies, project, name)));
    }

    private static async Task<Ok<CachePoliciesDocument>> UnsetAsync(
        HttpContext http, CachePolicies policies, PolicyChanges changes, [Description(NameHelp)] string name, CancellationToken cancellationToken,
        [Description(ScopeHelp)] string? scope = null)
    {
        var (project, place) = (RequestProject.ProjectOf(http), Place(http, scope));
        if (!CachePolicies.IsValidName(name) || !await changes.UnsetAsync(place, name, http.Caller().Actor, cancellationToken))
            throw new ApiProblem(404, "cache-policy-not-found", "Nothing was set", $"Nothing was set at run time of a policy '{ApiProblem.Short(name)}' {In(place)}.");
        return TypedResults.Ok(CachePoliciesDocument.Of(policies, project));
    }

    private static async Task<Ok<CachePoliciesDocument>> UseAsync(
        HttpContext http, CachePolicies policies, PolicyChanges changes, CacheUseValues values, CancellationToken cancellationToken, [Description(ScopeHelp)] string? scope = null)
    {
        var (project, place) = (RequestProject.ProjectOf(http), Place(http, scope));
        foreach (var (value, mistake) in values.Mistakes()) throw Invalid(value, mistake);
        // A policy of one project is none that the others could use.
        if (values.Policy is { } policy) Known(policies, place, policy);
        if (values.Policy == CachePresets.ToolsName) throw Invalid(nameof(values.Policy), $"is {CachePresets.ToolsName}, which is for logged calls and answers no request");
        await changes.UseAsync(place, values, http.Caller().Actor, cancellationToken);
        return TypedResults.Ok(CachePoliciesDocument.Of(policies, project));
    }

    /// <summary>The policy of that name in a project, or for all of them when that is empty; else a problem.</summary>
    internal static PolicyInForce Known(CachePolicies policies, string project, string name) => policies.Find(project, name)
        ?? throw new ApiProblem(404, "cache-policy-not-found", "Policy not found", $"There is no policy '{ApiProblem.Short(name)}' {In(project)}; there is {string.Join(", ", policies.List(project).Select(static found => found.Policy.Name))}.");

    private static string In(string place) => place.Length == 0 ? "for all projects" : $"in project '{place}'";

    private static string Place(HttpContext http, string? scope) => http.ProjectOrInstallation(scope);

    private static ApiProblem Invalid(string value, string mistake)
    {
        var member = ApiJson.NameOf(value);
        var problem = new ApiProblem(400, "invalid-cache-policy", "The policy cannot be used", $"{member} {mistake}.");
        problem.Members["parameter"] = member;
        return problem;
    }
}
