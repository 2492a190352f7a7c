namespace Reprise.Playback;

/// <summary>What became of a request; one of the two is there.</summary>
/// <param name="Kind">How it was found.</param>
/// <param name="Entry">Its recording.</param>
/// <param name="Miss">Why there is none.</param>
public readonly record struct PlaybackMatch(MatchKind Kind, TapeEntry? Entry, PlaybackMiss? Miss);

public enum MatchKind
{
    Miss,
    Exact,
    Normalised,
    Ordered,
}
