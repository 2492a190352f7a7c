using Reprise.Calls;
using Reprise.Embeddings;
using Reprise.Replay;
using Reprise.Store;

namespace Reprise.Server.Replay;

internal static class ReplayServices
{
    /// <summary>Answers are compared by the embedder that comes with the house: it answers at once, for nothing, and sends no answer anywhere, whatever the cache uses.</summary>
    public static IServiceCollection AddReplay(this IServiceCollection services) =>
        services.AddSingleton(s => new Replayer(s.GetRequiredService<IInteractionStore>(), s.GetRequiredService<ICallSender>(), StaticEmbedder.Shared));
}
