using Reprise.Cache.Judging;
using Reprise.Embeddings;

namespace Reprise.Server.Cache.Embedders;

/// <summary>Has the models made before the first request, and says which they are.</summary>
internal sealed partial class EmbedderStart(IEmbedder embedder, IEnumerable<ISecondOpinion> second, ILogger<EmbedderStart> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (embedder is not StaticEmbedder) Log.Embedder(log, embedder.Identity);
        foreach (var opinion in second.OfType<SecondOpinion>()) Log.Second(log, opinion.Identity);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(2103, LogLevel.Information, "The cache compares texts by {Embedder}")]
        public static partial void Embedder(ILogger log, EmbedderIdentity embedder);

        [LoggerMessage(2104, LogLevel.Information, "The cache asks {Embedder} for a second opinion")]
        public static partial void Second(ILogger log, EmbedderIdentity embedder);
    }
}
