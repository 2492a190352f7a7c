using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Reprise.Server.Hosting;

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

/// <summary>Stops a server that others could reach and that has no login.</summary>
internal sealed class LocalOnlyCheck(IServer server, IOptions<AccessOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes after the addresses are bound, however they were configured; until it has run <see cref="LocalOnly"/> refuses what comes in.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.AllowUnauthenticated) return Task.CompletedTask;
        var open = (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Where(address => !IsLoopback(address)).ToList();
        if (open.Count == 0) return Task.CompletedTask;
        throw new InvalidOperationException(
            $"Reprise has no login yet and will not listen where others can reach it: {string.Join(", ", open)}. Bind it to loopback, such as http://127.0.0.1:5080. "
            + "Administrators and keys come with access control; until then Access:AllowUnauthenticated=true opens it to everybody on the network.");
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsLoopback(string address)
    {
        if (address.StartsWith("http://unix:", StringComparison.OrdinalIgnoreCase)) return true;
        var binding = BindingAddress.Parse(address);
        return binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
