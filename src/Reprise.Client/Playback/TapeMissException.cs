using Reprise.Playback;

namespace Reprise.Client.Playback;

/// <summary>
/// A request has no recording. The message says which recording is nearest and where it differs. No <see cref="HttpRequestException"/>, so that no client tries
/// again or takes it for a network that is down.
/// </summary>
public sealed class TapeMissException : Exception
{
    public TapeMissException() { }
    public TapeMissException(string message) : base(message) { }
    public TapeMissException(string message, Exception inner) : base(message, inner) { }

    internal TapeMissException(PlaybackMiss miss) : base(miss.Message) => Miss = miss;

    /// <summary>What was asked, and what is nearest.</summary>
    public PlaybackMiss? Miss { get; }
}
