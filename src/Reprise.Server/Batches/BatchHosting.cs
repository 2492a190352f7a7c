using Microsoft.Extensions.Options;
using Reprise.Batches;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Datasets;
using Reprise.Privacy.Erasure;
using Reprise.Replay;
using Reprise.Replay.Runs;
using Reprise.Server.Hosting;
using Reprise.Server.Security;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Batches;

internal static class BatchHosting
{
    /// <summary>Batches of calls. Expects stores, recorder, calls, policies and replays to be registered by others.</summary>
    public static IServiceCollection AddBatches(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<BatchOptions>(configuration, BatchOptions.Section, static options => options.Mistakes());
        services.AddSingleton(s => new BatchShelf(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new BatchRows(s.GetRequiredService<ISettingsStore>()));
        services.AddSingleton(s => new BatchServices
        {
            Store = s.GetRequiredService<IInteractionStore>(),
            Sender = s.GetRequiredService<ICallSender>(),
            Replayer = s.GetRequiredService<Replayer>(),
            Datasets = s.GetRequiredService<IDatasets>(),
            Queue = s.GetRequiredService<CaptureQueue>(),
            Guard = s.GetService<ICallGuard>(),
            Check = s.GetRequiredService<SecurityGate>().WhyNotSent,
            Shelf = s.GetRequiredService<BatchShelf>(),
            Rows = s.GetRequiredService<BatchRows>(),
            Unkept = new UnkeptRequests(),
            Limits = s.GetRequiredService<IOptions<BatchOptions>>().Value.ToLimits(),
            Owner = s.GetRequiredService<ReplayRuns>().Owner.Text,
            Time = s.GetRequiredService<TimeProvider>(),
        });
        services.AddSingleton(s => new BatchIntake(s.GetRequiredService<BatchServices>()));
        services.AddSingleton(s => new BatchWorker(s.GetRequiredService<BatchServices>()));
        services.AddSingleton(s => new BatchDesk(s.GetRequiredService<BatchShelf>(), s.GetRequiredService<BatchRows>()));
        services.AddSingleton<IErasedPlace>(s => new ErasedBatches(s.GetRequiredService<BatchShelf>(), s.GetRequiredService<BatchRows>(), s.GetRequiredService<CapturePipeline>()));
        services.AddSingleton<BatchHost>();
        return services.AddHostedService(s => s.GetRequiredService<BatchHost>());
    }
}
