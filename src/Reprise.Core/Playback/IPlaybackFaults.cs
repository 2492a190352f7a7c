using Reprise.Playback.Faults;

namespace Reprise.Playback;

/// <summary>Makes answers fail on purpose. Called by many threads at once.</summary>
public interface IPlaybackFaults
{
    /// <summary>What is to go wrong with a call; null when nothing is. Asked once for each call, before its recording is looked for.</summary>
    /// <param name="lane">The caller's lane.</param>
    /// <param name="request">What is asked.</param>
    PlaybackFault? Next(string lane, TapeRequest request);

    /// <summary>Begins to count calls anew.</summary>
    void Rewind();

    /// <summary>How often each rule was met in the whole run.</summary>
    IReadOnlyList<FaultCount> Counts { get; }

    /// <summary>What chance began with, so that a run can be had again.</summary>
    long Seed { get; }
}

/// <param name="Rule">Its name.</param>
/// <param name="Seen">Calls it was meant for.</param>
/// <param name="Applied">Calls it went wrong for.</param>
public readonly record struct FaultCount(string Rule, long Seen, long Applied);
