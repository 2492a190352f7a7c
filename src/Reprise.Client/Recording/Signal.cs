namespace Reprise.Client.Recording;

/// <summary>Wakes one waiter. Set many times before it is waited for, it wakes once.</summary>
internal sealed class Signal
{
    private readonly SemaphoreSlim _semaphore = new(0);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0) _semaphore.Release();
    }

    public async ValueTask WaitAsync()
    {
        await _semaphore.WaitAsync().ConfigureAwait(false);
        // Cleared before the waiter looks around: what is set from here on is seen by its next wait.
        Interlocked.Exchange(ref _isSet, 0);
    }
}
