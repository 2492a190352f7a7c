using Reprise.Access;
using Reprise.Interactions;
using Reprise.Server.Api;
using Reprise.Server.Gateway;

namespace Reprise.Server.Access;

/// <summary>Whether a call may go through the gateway: it is recorded, so whoever makes it must be allowed to record in its project.</summary>
internal static class GatewayGuard
{
    /// <summary>Why not; null when it may.</summary>
    public static ApiProblem? ProblemOf(HttpContext context)
    {
        if (Entrance.RefusalOf(context) is { } refusal) return refusal;
        var caller = context.Caller();
        if (caller.IsNobody) return Refusals.SignInRequired();
        var named = context.Request.Headers[RequestProject.Header].ToString();
        var project = named.Length == 0 ? Projects.Default : named;
        return caller.May(Permission.Record, project) ? null : Refusals.NotAllowed(caller, Permission.Record, Projects.IsValid(project) ? project : Projects.Default);
    }

    /// <summary>Says so in the shape of the provider that was called.</summary>
    public static async Task RefuseAsync(HttpContext context, Provider provider, string pathAndQuery, ApiProblem problem)
    {
        var status = problem.Details.Status!.Value;
        var query = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var code = status switch { StatusCodes.Status401Unauthorized => "invalid_api_key", StatusCodes.Status403Forbidden => "permission_denied", _ => "unavailable" };
        var body = ProviderError.Of(provider, query < 0 ? pathAndQuery : pathAndQuery[..query], status, code, $"Reprise: {problem.Message}");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer realm=\"reprise\"";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
