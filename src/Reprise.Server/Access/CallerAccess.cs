using Reprise.Access;

namespace Reprise.Server.Access;

/// <summary>Who asks, and what a route asks for.</summary>
internal static class CallerAccess
{
    /// <summary>Who makes this request.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? Access.Caller.Local;

    /// <summary>States what somebody must be allowed to do to use a route. Every route says so; a test looks.</summary>
    public static T Needs<T>(this T route, Permission permission) where T : IEndpointConventionBuilder => route.WithMetadata(new NeededPermission(permission));
}

/// <summary>What a route needs.</summary>
internal sealed record NeededPermission(Permission Permission);
