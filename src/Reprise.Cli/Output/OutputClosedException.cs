namespace Reprise.Cli.Output;

/// <summary>Whoever read our output has stopped reading, as <c>head</c> does. Ends the command without a word.</summary>
internal sealed class OutputClosedException : Exception
{
    public OutputClosedException() { }
    public OutputClosedException(string message) : base(message) { }
    public OutputClosedException(string message, Exception inner) : base(message, inner) { }
}
