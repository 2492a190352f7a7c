using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Runs;

/// <summary>Gathers facts and stores them in batches. Holds a bounded number of them; who adds more waits for the store. Safe for use from many threads.</summary>
internal sealed class RunFacts(IInteractionStore store, TimeProvider time) : IDisposable
{
    private const int BatchSize = 256;
    private const int MostWaiting = 16 * BatchSize;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _storing = new(1, 1);
    private List<Fact> _waiting = [];

    public async Task AddAsync(IReadOnlyList<Fact> facts)
    {
        int waiting;
        lock (_lock)
        {
            _waiting.AddRange(facts);
            waiting = _waiting.Count;
        }

        if (waiting >= MostWaiting) await FlushAsync().ConfigureAwait(false);
        else if (waiting >= BatchSize) await TryFlushAsync().ConfigureAwait(false);
    }

    /// <summary>Stores what waits. A store that is down is tried again for as long as it takes.</summary>
    public async Task FlushAsync()
    {
        while (!await TryFlushAsync().ConfigureAwait(false)) await Task.Delay(s_pause, time, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Stores what waits, unless the store is down; then it goes on waiting, and the answer is false.</summary>
    public async Task<bool> TryFlushAsync()
    {
        await _storing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        List<Fact> batch = [];
        try
        {
            lock (_lock) (batch, _waiting) = (_waiting, []);
            if (batch.Count > 0) await store.AppendAsync(new StoreBatch { Facts = batch }, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            // What was found out may have been paid for, so nothing is dropped.
            lock (_lock) _waiting.InsertRange(0, batch);
            if (e is not StoreException { IsTransient: true }) throw;
            return false;
        }
        finally
        {
            _storing.Release();
        }
    }

    public void Dispose() => _storing.Dispose();
}
