using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Capture;
using Reprise.Store;

namespace Reprise.Server.Capture;

internal static class CaptureServices
{
    /// <summary>The recorder: queue, journal, pipeline and writer. Expects a store, prices and observers to be registered by others.</summary>
    public static IServiceCollection AddCapture(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        var options = new CaptureOptions { JournalFolder = Path.Combine(dataFolder, "journal") };
        configuration.GetSection("Capture").Bind(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<CaptureCounters>();
        services.AddSingleton(s => new Journal(options, s.GetRequiredService<CaptureCounters>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Journal>>()));
        services.AddSingleton(s => new CaptureQueue(options, s.GetRequiredService<CaptureCounters>(), s.GetRequiredService<Journal>()));
        services.AddSingleton<CapturePipeline>();
        services.AddSingleton(s => new CaptureWriter(
            options,
            s.GetRequiredService<CaptureQueue>(),
            s.GetRequiredService<Journal>(),
            s.GetRequiredService<CapturePipeline>(),
            s.GetRequiredService<IInteractionStore>(),
            s.GetServices<ICaptureObserver>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<CaptureWriter>>()));
        return services.AddHostedService<CaptureService>();
    }
}
