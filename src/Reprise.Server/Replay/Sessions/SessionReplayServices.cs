using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Calls;
using Reprise.Replay;
using Reprise.Replay.Sessions;
using Reprise.Server.Hosting;
using Reprise.Server.Replay.Runs;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Replay.Sessions;

internal static class SessionReplayServices
{
    public static IServiceCollection AddSessionReplay(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ReplayToolOptions>(configuration, ReplayToolOptions.Section, options => options.Mistakes());
        services.TryAddSingleton<IReplayTools, HttpReplayTools>();
        services.AddSingleton(s => new SessionReplayer(s.GetRequiredService<IInteractionStore>(), s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<Replayer>(), s.GetRequiredService<ICallSender>(),
            s.GetRequiredService<IReplayTools>(), s.GetRequiredService<TimeProvider>()) { Settle = s.GetRequiredService<RecordSettle>().WaitAsync });
        services.AddSingleton<BranchRuns>();
        services.AddHostedService(static s => s.GetRequiredService<BranchRuns>());
        services.AddHostedService<BranchPruning>();
        return services;
    }
}
