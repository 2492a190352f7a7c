using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Observation;

/// <summary>The store is ready when it takes what the recorder writes, and answers a small question in time: a disk that is full can still be read.</summary>
internal sealed class StoreReadiness(IInteractionStore store, CaptureCounters counters, TimeProvider time) : IReadiness
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public string Name => "store";

    public async ValueTask<string?> FindTroubleAsync(CancellationToken cancellationToken)
    {
        if (!counters.StoreHealthy) return counters.LastError ?? "The store cannot be written.";
        try
        {
            var find = store.FindAsync(Projects.Default, InteractionId.FromForeign("readiness"), cancellationToken);
            await find.WaitAsync(_patience, time, cancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return $"The store did not answer within {_patience.TotalSeconds:F0} seconds.";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e is StoreException ? e.Message : $"The store failed: {e.GetType().Name}.";
        }
    }
}
