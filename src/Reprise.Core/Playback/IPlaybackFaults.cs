namespace Reprise.Playback;

/// <summary>Makes answers fail on purpose. Called by many threads at once.</summary>
public interface IPlaybackFaults
{
    /// <summary>What to answer instead; the recorded answer itself when nothing is to go wrong.</summary>
    /// <param name="lane">The caller's lane.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="recorded">What was recorded for it; null when it was not found and a miss would be answered.</param>
    TapeAnswer? Change(string lane, TapeRequest request, TapeAnswer? recorded);
}
