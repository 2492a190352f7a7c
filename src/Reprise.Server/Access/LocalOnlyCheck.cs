using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Reprise.Server.Access;

/// <summary>Stops a server that others could reach and that has no login at all.</summary>
internal sealed class LocalOnlyCheck(IServer server, IOptions<AccessOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes after the addresses are bound, however they were configured; until it has run <see cref="LocalOnly"/> refuses what comes in.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.AllowUnauthenticated) return Task.CompletedTask;
        var open = (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Where(address => !Loopback.IsBinding(address)).ToList();
        if (open.Count == 0) return Task.CompletedTask;
        throw new InvalidOperationException(
            $"This server has no login and will not listen where others can reach it: {string.Join(", ", open)}. Bind it to loopback, such as http://127.0.0.1:5080. "
            + "Access:AllowUnauthenticated=true opens it to everybody on the network.");
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
