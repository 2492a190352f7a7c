using Reprise.Capture;

namespace Reprise.Server.Capture;

/// <summary>Runs the writer as long as the server, and gives it time to store what waits when the server stops.</summary>
internal sealed class CaptureService(CaptureWriter writer, ILogger<CaptureService> log) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private volatile bool _isDisposed;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await writer.StartAsync(cancellationToken);
        _running = RunAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A host that is disposed while another hand stops it asks once more afterwards.
        if (_isDisposed) return;
        await _stopping.CancelAsync();
        await _running;
        try
        {
            await writer.DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What is left is in the journal.
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await writer.RunAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The writer counts and logs what it expects; whatever else it meets must not end the recording.
                CaptureLog.WriterFailed(log, e);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }
}

internal static partial class CaptureLog
{
    [LoggerMessage(1021, LogLevel.Error, "The capture writer failed and is started again")]
    public static partial void WriterFailed(ILogger logger, Exception exception);
}
