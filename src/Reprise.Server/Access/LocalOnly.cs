using System.Net;
using Microsoft.Extensions.Options;
using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>
/// Without a login, only programs on this machine may talk to us. Loopback alone does not ensure that: a web page can send requests to it, and a name that
/// resolves to it lets the page read the answers. So requests with a foreign Host or Origin are refused. Stands before everything else.
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
        if (context.Request.Headers.Origin is [{ Length: > 0 } origin] && !IsOurs(origin, context.Request.Host, access))
            return RefuseAsync(context, new ApiProblem(403, "foreign-origin", "Not from a page of this server",
                $"The request comes from a page of '{ApiProblem.Short(origin)}'. Pages of other origins may not use this server; add its host to Access:AllowedHosts if it is yours."));
        return next(context);
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

    private static bool IsOurs(string origin, HostString host, AccessOptions access) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && (IsOurs(page.Host, access) || page.Host.Equals(host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase));

    private async Task RefuseAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.StatusCode = problem.Details.Status!.Value;
        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem.Details });
    }
}
