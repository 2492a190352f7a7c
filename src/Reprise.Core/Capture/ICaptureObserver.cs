using Reprise.Interactions;

namespace Reprise.Capture;

/// <summary>Is told what has been stored: the live feed, the log line, metrics. Called by the writer, one call at a time; must be quick, must not throw, and must not keep the bodies, whose memory is used again.</summary>
public interface ICaptureObserver
{
    void Stored(IReadOnlyList<RecordedInteraction> interactions);

    /// <summary>Nothing has come for a second: a good time for what should not be in the way of calls.</summary>
    void Quiet() { }
}
