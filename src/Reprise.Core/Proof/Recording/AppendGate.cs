namespace Reprise.Proof.Recording;

/// <summary>Many may store at a time, or one may remove: what comes in between listing and removing would go without a tombstone.</summary>
internal sealed class AppendGate : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private int _inside;
    private TaskCompletionSource? _empty;

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock) _inside++;
        _turn.Release();
    }

    /// <summary>Only when nobody removes now.</summary>
    public bool TryEnter()
    {
        if (!_turn.Wait(0)) return false;
        lock (_lock) _inside++;
        _turn.Release();
        return true;
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_inside == 0) _empty?.TrySetResult();
        }
    }

    public async Task EnterAloneAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        Task empty;
        lock (_lock)
        {
            _empty = _inside == 0 ? null : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            empty = _empty?.Task ?? Task.CompletedTask;
        }

        try
        {
            await empty.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _turn.Release();
            throw;
        }
    }

    public void LeaveAlone() => _turn.Release();

    public void Dispose() => _turn.Dispose();
}
