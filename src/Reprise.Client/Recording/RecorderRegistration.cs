using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reprise.Client.Recording;

/// <summary>Registers a recorder with a host.</summary>
public static class RecorderRegistration
{
    /// <summary>
    /// Adds one <see cref="IRecorder"/> for the application. It begins with the host, and what waits is sent or put on disk while the host stops. Without a destination
    /// records go to the server that <see cref="RepriseBuilder.ServerVariable"/> names, else to <c>http://127.0.0.1:5080</c>.
    /// </summary>
    public static IServiceCollection AddReprise(this IServiceCollection services, Action<RepriseBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new RepriseBuilder();
        configure?.Invoke(builder);
        if (builder.Sink is null) builder.ToServer(new Uri(Environment.GetEnvironmentVariable(RepriseBuilder.ServerVariable) is { Length: > 0 } server ? server : RepriseBuilder.DefaultServer));
        // Now, so that a mistake is told where it was made.
        builder.Options.Check();
        services.TryAddSingleton(provider => new Recorder(builder.Sink!(provider), builder.Options, provider.GetService<TimeProvider>(), provider.GetService<ILogger<Recorder>>()));
        services.TryAddSingleton<IRecorder>(static provider => provider.GetRequiredService<Recorder>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RecorderLifetime>());
        return services;
    }

    /// <summary>Ends the recorder with the host. Registered first, a host stops it last, so that what other services record while they stop is recorded too.</summary>
    private sealed class RecorderLifetime(Recorder recorder) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => recorder.StopAsync(cancellationToken);
    }
}
