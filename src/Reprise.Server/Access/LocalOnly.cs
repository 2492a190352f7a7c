using System.Net;
using Microsoft.Extensions.Options;
using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>
/// Without a login, only programs on this machine and our own page may talk to us. Loopback alone does not ensure that: any web page can make the browser
/// send requests to it, and a name that resolves to it lets the page read the answers. So a foreign Host, a foreign Origin, and what a browser says another
/// site asked for are refused. Stands before everything else.
/// </summary>
internal sealed class LocalOnly(RequestDelegate next, IOptions<AccessOptions> options, IProblemDetailsService problems)
{
    public Task InvokeAsync(HttpContext context)
    {
        var access = options.Value;
        var isLocal = IsLoopback(context.Connection.LocalIpAddress);
        if (!isLocal && !access.AllowUnauthenticated)
            return RefuseAsync(context, new ApiProblem(403, "not-local", "Only for this machine", "This server has no login yet and answers only on loopback."));
        if (isLocal && !IsOurs(context.Request.Host.Host, access))
            return RefuseAsync(context, new ApiProblem(421, "foreign-host", "Not a name of this server",
                $"The request names the host '{ApiProblem.Short(context.Request.Host.Host)}'. Use localhost or 127.0.0.1, or add the name to Access:AllowedHosts."));
        return MistakeOfPage(context.Request, access) is { } mistake
            ? RefuseAsync(context, new ApiProblem(403, "foreign-origin", "Not from a page of this server", mistake))
            : next(context);
    }

    /// <summary>
    /// What is wrong with the page that asks. Origin comes with everything that scripts of other origins send, except plain GETs; with those, and with links
    /// and frames, comes Sec-Fetch-Site alone. Programs send neither.
    /// </summary>
    private static string? MistakeOfPage(HttpRequest request, AccessOptions access)
    {
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            if (IsAllowed(origin, access)) return null;
            if (!IsSame(origin, request))
            {
                return request.Headers.AccessControlRequestMethod.Count > 0
                    ? $"A page of '{ApiProblem.Short(origin)}' asks whether it may send requests (a CORS preflight). It may not; add its host to Access:AllowedHosts if it is yours."
                    : $"The request comes from a page of '{ApiProblem.Short(origin)}'. Pages of other origins may not use this server; add its host to Access:AllowedHosts if it is yours.";
            }
        }

        // Another port of this machine is the same site and still another page.
        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin"
            ? null
            : "The browser says that a page of another origin made it send this request. Type the address, or use a bookmark, to come here.";
    }

    private static bool IsLoopback(IPAddress? address) => address is null || IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4()));

    private static bool IsOurs(string host, AccessOptions access)
    {
        var name = host.Trim('[', ']');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address))
            || access.AllowedHosts.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsAllowed(string origin, AccessOptions access) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && access.AllowedHosts.Contains(page.Host.Trim('[', ']'), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an origin is the one the request was sent to: scheme, name and port.</summary>
    private static bool IsSame(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var here)
        && Uri.Compare(page, here, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private async Task RefuseAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.StatusCode = problem.Details.Status!.Value;
        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem.Details });
    }
}
