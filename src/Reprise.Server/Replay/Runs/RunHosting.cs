using Microsoft.Extensions.Options;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Datasets;
using Reprise.Embeddings;
using Reprise.Evaluation;
using Reprise.Pricing;
using Reprise.Replay;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;
using Reprise.Server.Hosting;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Replay.Runs;

internal static class RunHosting
{
    /// <summary>Runs of replays. Expects stores, recorder, prices, calls and single replays to be registered by others.</summary>
    public static IServiceCollection AddReplayRuns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RunOptions>(configuration, RunOptions.Section, static options => options.Mistakes());
        services.AddSingleton(s => s.GetRequiredService<IOptions<RunOptions>>().Value);
        services.AddSingleton(s => new RecordSettle(s.GetRequiredService<CaptureCounters>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new RunServices
        {
            Store = s.GetRequiredService<IInteractionStore>(),
            Sender = s.GetRequiredService<ICallSender>(),
            Replayer = s.GetRequiredService<Replayer>(),
            Prices = s.GetRequiredService<IPrices>(),
            Datasets = s.GetRequiredService<IDatasets>(),
            Evaluators = sender => new Evaluators(s.GetRequiredService<IEmbedder>(), sender),
            Settle = s.GetRequiredService<RecordSettle>().WaitAsync,
            Time = s.GetRequiredService<TimeProvider>(),
        });
        services.AddSingleton(s => new ReplayRuns(s.GetRequiredService<ISettingsStore>(), OwnerOf(s), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new RunDesk(s.GetRequiredService<ReplayRuns>(), s.GetRequiredService<RunServices>()));
        services.AddSingleton(s => new RunLife(s.GetRequiredService<ReplayRuns>(), s.GetRequiredService<RunServices>()));
        services.AddSingleton(s => new RunReports(s.GetRequiredService<IInteractionStore>(), s.GetRequiredService<IDatasets>()));
        services.AddSingleton<RunHost>();
        return services.AddHostedService(s => s.GetRequiredService<RunHost>());
    }

    /// <summary>The journal is locked by one process at a time, so it tells one server from another on this machine.</summary>
    private static RunOwner OwnerOf(IServiceProvider services) =>
        RunOwner.Of($"{Environment.MachineName}:{Path.GetFullPath(services.GetRequiredService<CaptureOptions>().JournalFolder)}", services.GetRequiredService<TimeProvider>());
}
