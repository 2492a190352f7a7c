using Reprise.Capture;
using Reprise.Replay.Runs;

namespace Reprise.Server.Replay.Runs;

/// <summary>Waits until everything recorded up to now is stored, what an earlier process left in the journal included.</summary>
internal sealed class RecordSettle(CaptureCounters counters, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>False when the store does not take it within <see cref="RunLimits.SettlePatience"/>.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var target = counters.Received;
        for (var began = time.GetTimestamp(); ; await Task.Delay(s_pause, time, cancellationToken))
        {
            // What was found in the journal at the start is queued without having been received.
            if (counters.Queued == 0 || counters.Received - counters.Queued >= target) return true;
            if (time.GetElapsedTime(began) > RunLimits.SettlePatience) return false;
        }
    }
}
