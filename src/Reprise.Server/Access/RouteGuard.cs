using Reprise.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>Lets a request through to its route when whoever makes it may use that; see <see cref="CallerAccess.Needs"/>. A route that says nothing is for administrators.</summary>
internal sealed class RouteGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var problem = ProblemOf(context);
        if (problem is null) return next(context);
        return context.GetEndpoint()?.Metadata.GetMetadata<IOwnRefusals>() is { } own ? own.WriteAsync(context, problem) : Refusals.WriteAsync(context, problem);
    }

    private static ApiProblem? ProblemOf(HttpContext context)
    {
        if (NeededBy(context) is not { } needed || needed == Permission.Public) return null;
        if (Entrance.RefusalOf(context) is { } refusal) return refusal;
        var caller = context.Caller();
        if (caller.IsNobody) return Refusals.SignInRequired();
        if (caller.FixedProject is { } only && context.Request.Query["project"] is { Count: > 0 } named && named.ToString() != only) return Refusals.OtherProject(caller);
        if (caller.May(needed, "")) return null;
        try
        {
            var project = needed == Permission.Administer ? "" : RequestProject.ProjectOf(context);
            return caller.May(needed, project) ? null : Refusals.NotAllowed(caller, needed, project);
        }
        catch (ApiProblem unnamed)
        {
            return unnamed;
        }
    }

    /// <summary>Null for what is no route of ours: the page's files, and addresses that lead nowhere. Below the API these tell nothing to strangers.</summary>
    private static Permission? NeededBy(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<NeededPermission>() is { } stated) return stated.Permission;
        if (endpoint is RouteEndpoint) return Permission.Administer;
        return endpoint is not null || context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) ? Permission.SignedIn : null;
    }
}
