using Reprise.Calls;
using Reprise.Embeddings;
using Reprise.Replay;
using Reprise.Store;

namespace Reprise.Server.Replay;

internal static class ReplayServices
{
    public static IServiceCollection AddReplay(this IServiceCollection services) =>
        services.AddSingleton(s => new Replayer(s.GetRequiredService<IInteractionStore>(), s.GetRequiredService<ICallSender>(), s.GetRequiredService<IEmbedder>()));
}
