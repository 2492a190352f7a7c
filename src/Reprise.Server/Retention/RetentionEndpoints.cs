using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Retention;
using Reprise.Server.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Retention;

/// <summary>Shows and sets how long interactions are kept, and applies it.</summary>
internal static class RetentionEndpoints
{
    private const string KindHelp = "A kind, such as `tool`; every kind when left out.";
    private const string ScopeHelp = "`project` (the default) or `installation` for every project.";

    public static IEndpointRouteBuilder MapRetention(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/retention").WithTags("retention");
        group.MapGet("", GetAsync).WithName("getRetention").Needs(Permission.Read).WithSummary("How long interactions are kept, and who says so").Problems(400, 503);
        group.MapPut("", SetAsync).WithName("setRetention").Needs(Permission.Own).WithSummary("Set how long interactions are kept")
            .WithDescription("Wins over configuration for the same scope and kind, from the next run on. Values that are left out are no longer said there.").Problems(400, 415, 503);
        group.MapDelete("", UnsetAsync).WithName("unsetRetention").Needs(Permission.Own).WithSummary("Take back what was set; configuration holds again").Problems(400, 404, 503);
        group.MapPost("run", RunAsync).WithName("runRetention").Needs(Permission.SignedIn).WithSummary("Apply the policies now, or say what they would remove")
            .WithDescription("Works for 20 seconds at most; `complete` is false when there is more to do, and the same request goes on with it.").Problems(400, 409, 415, 503);
        return routes;
    }

    private static async Task<Ok<RetentionDocument>> GetAsync(HttpContext http, RetentionPolicies policies, CancellationToken cancellationToken) =>
        TypedResults.Ok(await DocumentAsync(policies, RequestProject.ProjectOf(http), cancellationToken));

    private static async Task<Ok<RetentionDocument>> SetAsync(
        HttpContext http, RetentionPolicies policies, RetentionValues values, CancellationToken cancellationToken,
        [Description(ScopeHelp)] string? scope = null, [Description(KindHelp)] string? kind = null)
    {
        if (values.IsEmpty) throw new ApiProblem(400, "invalid-retention", "The policy cannot be used", "It says nothing; to take back what was set, send DELETE.");
        foreach (var (name, mistake) in values.Mistakes())
        {
            var member = ApiJson.NameOf(name);
            var problem = new ApiProblem(400, "invalid-retention", "The policy cannot be used", $"{member} {mistake}.");
            problem.Members["parameter"] = member;
            throw problem;
        }

        await policies.SetAsync(ScopeOf(http, scope, kind), values, http.Caller().Actor, cancellationToken);
        return await GetAsync(http, policies, cancellationToken);
    }

    private static async Task<Ok<RetentionDocument>> UnsetAsync(
        HttpContext http, RetentionPolicies policies, CancellationToken cancellationToken, [Description(ScopeHelp)] string? scope = null, [Description(KindHelp)] string? kind = null)
    {
        var of = ScopeOf(http, scope, kind);
        if (!await policies.UnsetAsync(of, http.Caller().Actor, cancellationToken)) throw new ApiProblem(404, "retention-not-set", "Nothing was set", $"Nothing was set at run time for {of}.");
        return await GetAsync(http, policies, cancellationToken);
    }

    private static async Task<Ok<RetentionReport>> RunAsync(HttpContext http, RetentionService service, RetentionRunDocument request, CancellationToken cancellationToken)
    {
        if (request.Project is { } project && !Projects.IsValid(project)) throw ApiProblem.InvalidParameter("project", $"'{ApiProblem.Short(project)}' is no project name.");
        http.Require(request.Project is null ? Permission.Administer : Permission.Own, request.Project ?? "");
        return TypedResults.Ok(await service.RunAsync(request.Project, request.DryRun, http.Caller().Actor, cancellationToken));
    }

    private static async Task<RetentionDocument> DocumentAsync(RetentionPolicies policies, string project, CancellationToken cancellationToken)
    {
        var policy = await policies.FindAsync(project, cancellationToken);
        return new RetentionDocument
        {
            Project = project,
            Policies = [RetentionPolicyDocument.Of(null, policy.All), .. policy.Kinds.Select(kind => RetentionPolicyDocument.Of(Words.Of(kind.Kind), kind.Rules))],
            Settings = [.. (await policies.ListSetAsync(project, cancellationToken)).Select(set => RetentionSettingDocument.Of(set.Key, set.Value))],
        };
    }

    private static RetentionScope ScopeOf(HttpContext http, string? scope, string? kind)
    {
        var project = http.ProjectOrInstallation(scope);
        if (string.IsNullOrEmpty(kind)) return new RetentionScope(project, null);
        if (!Words.Kinds.Contains(kind, StringComparer.Ordinal)) throw ApiProblem.InvalidParameter("kind", $"'{ApiProblem.Short(kind)}' is no kind; expected one of {string.Join(", ", Words.Kinds)}.");
        return new RetentionScope(project, Words.ReadKind(kind));
    }
}
