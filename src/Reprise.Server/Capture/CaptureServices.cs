using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Capture;
using Reprise.Encryption;
using Reprise.Store;

namespace Reprise.Server.Capture;

internal static class CaptureServices
{
    /// <summary>The recorder: queue, journal, pipeline and writer. Expects a store, prices and observers to be registered by others.</summary>
    public static IServiceCollection AddCapture(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        var options = new CaptureOptions { JournalFolder = Path.Combine(dataFolder, "journal") };
        configuration.GetSection("Capture").Bind(options);
        if (options.Mistakes().ToArray() is { Length: > 0 } mistakes) throw new InvalidOperationException(string.Join(" ", mistakes));
        MakeOurs(dataFolder);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<CaptureCounters>();
        services.AddSingleton(s => new Journal(options, s.GetRequiredService<CaptureCounters>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Journal>>(), s.GetService<ISealer>()));
        services.AddSingleton(s => new CaptureQueue(options, s.GetRequiredService<CaptureCounters>(), s.GetRequiredService<Journal>(), s.GetService<ICallGuard>()));
        services.AddSingleton<ICaptureObserver, MemoryRelease>();
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

    /// <summary>What people said is in there: the folder is for this account alone. One that is there already keeps the rights its owner gave it.</summary>
    private static void MakeOurs(string folder)
    {
        if (Directory.Exists(folder)) return;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The store and the journal meet the same trouble, say so, and try again.
        }
    }
}
