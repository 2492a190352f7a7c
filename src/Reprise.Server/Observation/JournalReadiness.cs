using Reprise.Capture;

namespace Reprise.Server.Observation;

/// <summary>The journal is ready while it can be written.</summary>
internal sealed class JournalReadiness(CaptureCounters counters) : IReadiness
{
    public string Name => "journal";

    public ValueTask<string?> FindTroubleAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(counters.JournalHealthy ? null : $"{counters.LastError ?? "The journal cannot be written."} Calls wait in memory alone.");
}
