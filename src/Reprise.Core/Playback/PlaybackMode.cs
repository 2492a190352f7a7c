namespace Reprise.Playback;

/// <summary>Whether calls are answered from a tape, or asked of their providers and recorded.</summary>
public enum PlaybackMode
{
    /// <summary>From the tape alone; no upstream is asked.</summary>
    Play,

    /// <summary>Always asks the upstream, and writes a new tape.</summary>
    Record,

    /// <summary>Plays a tape that is there; records one that is not.</summary>
    PlayOrRecord,

    /// <summary>Plays what is on the tape, asks the upstream for the rest and adds it.</summary>
    RecordNew,
}
