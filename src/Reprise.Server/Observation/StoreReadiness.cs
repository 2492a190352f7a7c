using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Observation;

/// <summary>The store is ready when it answers a small question in time.</summary>
internal sealed class StoreReadiness(IInteractionStore store, TimeProvider time) : IReadiness
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public string Name => "store";

    public async ValueTask<string?> FindTroubleAsync(CancellationToken cancellationToken)
    {
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
