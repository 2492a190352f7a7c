namespace Reprise.Playback;

/// <summary>A tape cannot be read or written. The message is for people, names the line, and holds nothing of what is on it.</summary>
public sealed class TapeException : Exception
{
    public TapeException() { }
    public TapeException(string message) : base(message) { }
    public TapeException(string message, Exception inner) : base(message, inner) { }
}
