using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Server.Capture;

/// <summary>
/// Gives memory back to the system after a burst or a huge call, in a quiet moment. The runtime would keep it until it needs a collection, which on a quiet
/// server may be never.
/// </summary>
internal sealed class MemoryRelease(TimeProvider time) : ICaptureObserver
{
    /// <summary>A quiet server of its usual size is not touched.</summary>
    private const long EnoughBytes = 96L << 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private long? _last;

    public void Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
    }

    public void Quiet()
    {
        if (GC.GetGCMemoryInfo().TotalCommittedBytes < EnoughBytes || (_last is { } last && time.GetElapsedTime(last) < s_pause)) return;
        _last = time.GetTimestamp();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
