using Reprise.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>Who asks, and what a route asks for.</summary>
internal static class CallerAccess
{
    /// <summary>Who makes this request; nobody where it has not come through <see cref="Entrance"/>.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? Access.Caller.Nobody;

    /// <summary>States what somebody must be allowed to do to use a route. Every route says so; a test looks.</summary>
    public static T Needs<T>(this T route, Permission permission) where T : IEndpointConventionBuilder => route.WithMetadata(new NeededPermission(permission));

    /// <summary>For what only some uses of a route need. Throws a problem.</summary>
    public static void Require(this HttpContext http, Permission permission, string project)
    {
        var caller = http.Caller();
        if (!caller.May(permission, project)) throw Refusals.NotAllowed(caller, permission, project);
    }

    /// <summary>The project that a change is for: that of the request, or empty for the whole installation, which is for administrators. Throws a problem.</summary>
    public static string ProjectOrInstallation(this HttpContext http, string? scope)
    {
        if (scope is null or "" or "project") return RequestProject.ProjectOf(http);
        if (scope != "installation") throw ApiProblem.InvalidParameter("scope", $"'{ApiProblem.Short(scope)}' is no scope; expected project or installation.");
        http.Require(Permission.Administer, "");
        return "";
    }
}

/// <summary>What a route needs.</summary>
internal sealed record NeededPermission(Permission Permission);
