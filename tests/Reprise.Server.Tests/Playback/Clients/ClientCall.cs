namespace Reprise.Server.Tests.Playback.Clients;

/// <summary>What a client made of one call.</summary>
/// <param name="Way">By which of its methods it was made: <c>typed</c>, or <c>generic</c> where it has none for the call.</param>
/// <param name="Result">All it parsed, as JSON, a line for each event of a stream; or its error.</param>
/// <param name="Events">How many events or answers those are.</param>
internal sealed record ClientCall(string Way, string Result, int Events)
{
    public bool IsMiss => Result.Contains("no recording of", StringComparison.Ordinal);
}

/// <summary>A call that a client has no means to make.</summary>
internal sealed class NotExpressibleException : Exception
{
    public NotExpressibleException() { }
    public NotExpressibleException(string message) : base(message) { }
    public NotExpressibleException(string message, Exception inner) : base(message, inner) { }
}
