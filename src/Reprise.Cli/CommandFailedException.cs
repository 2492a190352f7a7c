namespace Reprise.Cli;

/// <summary>Ends a command with a message for people and an exit code.</summary>
internal sealed class CommandFailedException : Exception
{
    public CommandFailedException() { }
    public CommandFailedException(string message) : base(message) { }
    public CommandFailedException(string message, Exception inner) : base(message, inner) { }

    public int ExitCode { get; init; } = ExitCodes.Failed;

    /// <summary>A mistake in what was asked, found before anything was done.</summary>
    public static CommandFailedException Usage(string message) => new(message) { ExitCode = ExitCodes.Usage };
}
