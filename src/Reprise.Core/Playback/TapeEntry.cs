namespace Reprise.Playback;

/// <summary>One recorded call.</summary>
public sealed record TapeEntry
{
    /// <summary>Of the request as it was sent, whatever was redacted since.</summary>
    public required TapeKey Key { get; init; }

    /// <summary>Whose calls are in order with this one: a session, a test, or empty.</summary>
    public string Lane { get; init; } = "";
    public required TapeRequest Request { get; init; }
    public required TapeAnswer Answer { get; init; }

    /// <summary>The interaction it was taken from; null when it was recorded onto the tape.</summary>
    public string? Interaction { get; init; }

    /// <summary>Its line on the tape, from 1; 0 when it was not read from one.</summary>
    public long Line { get; init; }
}
