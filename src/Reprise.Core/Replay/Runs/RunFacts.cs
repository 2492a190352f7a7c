using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Runs;

/// <summary>Gathers facts and stores them in batches. Holds at most so many; who adds more waits for the store. Safe for use from many threads.</summary>
internal sealed class RunFacts(IInteractionStore store, TimeProvider time) : IDisposable
{
    private const int BatchSize = 256;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private List<Fact> _waiting = [];

    public async ValueTask AddAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        bool isFull;
        lock (_lock)
        {
            _waiting.AddRange(facts);
            isFull = _waiting.Count >= BatchSize;
        }

        if (isFull) await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores what waits. A store that is down is tried again for as long as it takes.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<Fact> batch;
            lock (_lock) (batch, _waiting) = (_waiting, []);
            while (batch.Count > 0)
            {
                try
                {
                    await store.AppendAsync(new StoreBatch { Facts = batch }, cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (StoreException e) when (e.IsTransient)
                {
                    await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Dispose() => _flushing.Dispose();
}
