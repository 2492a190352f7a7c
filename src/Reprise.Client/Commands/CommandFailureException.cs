namespace Reprise.Client.Commands;

/// <summary>Ends a tracked command that did not do what it should, as it may: recorded as an error with the code <c>failure</c>, unlike what nobody expected.</summary>
public sealed class CommandFailureException : Exception
{
    public CommandFailureException() { }
    public CommandFailureException(string message) : base(message) { }
    public CommandFailureException(string message, Exception innerException) : base(message, innerException) { }
}
