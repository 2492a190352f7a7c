namespace Reprise.Client.Recording;

/// <summary>Wakes one waiter. Set many times before it is waited for, it wakes once.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asked for holds nothing.
internal sealed class Signal
#pragma warning restore CA1001
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
