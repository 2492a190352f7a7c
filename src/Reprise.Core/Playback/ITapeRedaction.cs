namespace Reprise.Playback;

/// <summary>
/// Takes out what must not stand on a tape. Applied to what is written, and to a request before it is compared with what was written, so that two requests that
/// differ in nothing but redacted values are the same. Keys are of the original. Called by many threads at once.
/// </summary>
public interface ITapeRedaction
{
    /// <summary>The rules in force, for the tape's header.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The request as it may be written down.</summary>
    TapeRequest Redact(TapeRequest request);

    /// <summary>The answer as it may be written down. Lengths of chunks are put right when the tape is read.</summary>
    TapeAnswer Redact(TapeAnswer answer);
}
