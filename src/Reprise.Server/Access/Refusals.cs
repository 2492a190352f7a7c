using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Reprise.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>What people and programs are told that may not come in.</summary>
internal static class Refusals
{
    public static ApiProblem SignInRequired() =>
        new(401, "sign-in-required", "Who are you?", "This server answers nobody it does not know. Send a key in Reprise-Key or as 'Authorization: Bearer', or sign in.");

    /// <summary>The same whatever is wrong with the key: whether there is such a key is nobody's business.</summary>
    public static ApiProblem KeyRefused() =>
        new(401, "key-refused", "The key opens nothing here", "There is no such key, or it has expired or was revoked. 'reprise key list' shows the keys of a project.");

    public static ApiProblem TwoKeys() => new(401, "key-refused", "Two different keys", "The request carries two different keys of this server. Send one.");

    public static ApiProblem OtherProject(Caller caller) =>
        new(403, "project-not-allowed", "Not a project of this key", $"The key is for project '{caller.FixedProject}' and the request names another one. Leave {RequestProject.Header} out, or use a key of that project.");

    public static ApiProblem NotAllowed(Caller caller, Permission permission, string project) => permission == Permission.Administer
        ? new(403, "not-allowed", "For administrators", $"This is for administrators; {caller.Actor} is none.")
        : new(403, "not-allowed", "Not allowed", $"{caller.Actor} may not do this in project '{project}': it needs the permission '{AccessWords.Of(permission)}'. An owner of the project gives roles.");

    public static ApiProblem NotFromOurPage() =>
        new(403, "foreign-origin", "Not from a page of this server", $"A change with a cookie alone may have been sent by any page. Pages send the header {Entrance.PageHeader} with it; programs use a key.");

    /// <summary>Writes a problem where no handler of exceptions stands above.</summary>
    public static async Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        SecureHeaders.Apply(context);
        context.Response.StatusCode = problem.Details.Status!.Value;
        if (problem.Details.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer realm=\"reprise\"";
        if (problem.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        // The writer says nothing to those who did not ask for JSON.
        context.Request.Headers.Accept = "application/problem+json";
        await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem.Details });
    }
}
