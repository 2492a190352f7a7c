using Reprise.Playback.Matching;

namespace Reprise.Playback.Misses;

/// <summary>Where the nearest recording is looked for, and what counts there.</summary>
/// <param name="Takes">The tape.</param>
/// <param name="Compared">The form in which requests are compared.</param>
/// <param name="Rules">What does not count; null where every byte does.</param>
internal sealed record MissSearch(IReadOnlyList<Take> Takes, Func<TapeRequest, TapeRequest> Compared, MatchRules? Rules);
