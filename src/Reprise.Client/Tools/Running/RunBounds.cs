namespace Reprise.Client.Tools;

/// <summary>What may end a run before its program does; the first of them counts.</summary>
internal sealed class RunBounds : IDisposable
{
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _all;
    private readonly CancellationToken _caller;
    private int _cause;

    public RunBounds(ExecutableRun run, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _limit = new CancellationTokenSource(run.TimeLimit, time);
        _all = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, caller);
    }

    public CancellationToken Token => _all.Token;

    public ExecutableEnd End => (ExecutableEnd)Volatile.Read(ref _cause) is var cause && cause != ExecutableEnd.Exited ? cause
        : _caller.IsCancellationRequested ? ExecutableEnd.Cancelled
        : _limit.IsCancellationRequested ? ExecutableEnd.TimedOut : ExecutableEnd.Exited;

    public void Flooded() => Cancel(ExecutableEnd.Flooded);

    public void TooMany() => Cancel(ExecutableEnd.TooManyProcesses);

    /// <summary>Nothing is watched any more.</summary>
    public void Close() => _all.Cancel();

    public void Dispose()
    {
        _all.Dispose();
        _limit.Dispose();
    }

    private void Cancel(ExecutableEnd cause)
    {
        Interlocked.CompareExchange(ref _cause, (int)cause, (int)ExecutableEnd.Exited);
        try
        {
            _all.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A reader that was left behind; the run is over.
        }
    }
}
