using Reprise.Interactions;

namespace Reprise.Capture;

/// <summary>Is told what has been stored: the live feed, the log line, metrics. Called by the writer's thread; must be quick and must not throw.</summary>
public interface ICaptureObserver
{
    void Stored(IReadOnlyList<RecordedInteraction> interactions);
}
