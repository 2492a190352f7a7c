using System.Net;
using Microsoft.Extensions.Options;
using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>
/// Only by our names, and only for our own pages. Where there is no login, loopback alone does not ensure that: any web page can make the browser send requests
/// to it, and a name that resolves to it lets the page read the answers. Where there is one, the browser sends its cookie along. So a foreign Host, a foreign
/// Origin, and what a browser says another site asked for are refused. Stands before everything else.
/// </summary>
internal sealed class LocalOnly(RequestDelegate next, IOptions<AccessOptions> options, LocalOnlyRules rules)
{
    public Task InvokeAsync(HttpContext context)
    {
        var access = options.Value;
        var isLocal = Loopback.Is(context.Connection.LocalIpAddress);
        if (!isLocal && !access.AllowUnauthenticated && !rules.HasLogin)
            return Refusals.WriteAsync(context, new ApiProblem(403, "not-local", "Only for this machine", "This server has no login and answers only on loopback."));
        if (!IsOurs(context.Request.Host.Host, access, isLocal))
            return Refusals.WriteAsync(context, new ApiProblem(421, "foreign-host", "Not a name of this server",
                $"The request names the host '{ApiProblem.Short(context.Request.Host.Host)}'. Use {(isLocal ? "localhost or 127.0.0.1" : "an address of this server")}, or add the name to Access:AllowedHosts."));
        return MistakeOfPage(context.Request, access) is { } mistake
            ? Refusals.WriteAsync(context, new ApiProblem(403, "foreign-origin", "Not from a page of this server", mistake))
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
        if (IsReturn(request)) return null;
        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin"
            ? null
            : "The browser says that a page of another origin made it send this request. Type the address, or use a bookmark, to come here.";
    }

    /// <summary>Somebody comes back from where they signed in: the browser says that the provider's page sent them. The address itself asks for proof that it was our page that sent them there.</summary>
    private static bool IsReturn(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Origin.Count == 0 && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document"
        && request.Path.StartsWithSegments("/api/sign-in", out var rest) && rest.Value!.EndsWith("/return", StringComparison.Ordinal);

    /// <summary>A page can only make its own name resolve to us, and that has a dot. Beyond loopback the server's own names are not known, so it takes those that no page could have.</summary>
    private static bool IsOurs(string host, AccessOptions access, bool isLocal)
    {
        var name = host.Trim('[', ']');
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || access.Allows(name) || access.AllowedHosts.Contains(AccessOptions.AnyHost)) return true;
        if (IPAddress.TryParse(name, out var address)) return !isLocal || IPAddress.IsLoopback(address);
        return !isLocal && name.Length > 0 && !name.Contains('.', StringComparison.Ordinal);
    }

    private static bool IsAllowed(string origin, AccessOptions access) => Uri.TryCreate(origin, UriKind.Absolute, out var page) && access.Allows(page.Host);

    /// <summary>Whether an origin is the one the request was sent to: scheme, name and port.</summary>
    private static bool IsSame(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var here)
        && Uri.Compare(page, here, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
