namespace Reprise.Client.Recording;

/// <summary>One call of a sink. A sink that throws at once, blocks its thread, gives no task or ignores its token is met here and nowhere else.</summary>
internal sealed class SinkWrite : IDisposable
{
    private readonly CancellationTokenSource _limit;

    public SinkWrite(IRecordSink sink, RecordBatch batch, TimeSpan timeout, TimeProvider time, Signal signal)
    {
        (Batch, Began) = (batch, time.GetTimestamp());
        _limit = new CancellationTokenSource(timeout, time);
        var token = _limit.Token;
        Task = System.Threading.Tasks.Task.Run(async () =>
        {
            try
            {
                Refused = await sink.WriteAsync(batch.Lines, token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The boundary to code that is not ours.
                Failure = e is OperationCanceledException && token.IsCancellationRequested ? nameof(TimeoutException) : e.GetType().Name;
            }
        });
        // Behind it and not in it: whoever is woken must find it completed.
        _ = Task.ContinueWith(static (_, state) => ((Signal)state!).Set(), signal, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public RecordBatch Batch { get; }

    /// <summary>When it was called.</summary>
    public long Began { get; }

    /// <summary>Ends with the call, and never fails.</summary>
    public Task Task { get; }

    /// <summary>How many were refused; null when the call failed.</summary>
    public int? Refused { get; private set; }

    /// <summary>The kind of failure.</summary>
    public string? Failure { get; private set; }

    public void Cancel() => _limit.Cancel();

    public void Dispose() => _limit.Dispose();
}
