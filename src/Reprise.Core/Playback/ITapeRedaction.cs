namespace Reprise.Playback;

/// <summary>
/// Takes out what must not stand on a tape. Applied to what is written, and to requests before they are compared by what counts, so that two requests that differ in
/// nothing but redacted values are the same. Keys are of the original. Called by many threads at once.
/// </summary>
public interface ITapeRedaction
{
    /// <summary>The rules in force, for the tape's header.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The request as it may be written down. The same value has the same placeholder, in answers too.</summary>
    TapeRequest Redact(TapeRequest request);

    /// <summary>The answer as it may be written down. Chunks fit what is left of it.</summary>
    TapeAnswer Redact(TapeAnswer answer);

    /// <summary>
    /// A request in the form in which it is compared, whether it came just now or stands on the tape: placeholders without their numbers, since a run may not begin
    /// where the recording began, and a client may give back a placeholder it was answered.
    /// </summary>
    TapeRequest ForComparison(TapeRequest request);
}
