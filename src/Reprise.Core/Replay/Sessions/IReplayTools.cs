namespace Reprise.Replay.Sessions;

/// <summary>
/// Tools that can be asked again. Which there are and where is configuration of the server and never part of a request: a parameter that makes the server call an
/// address would be a hole.
/// </summary>
public interface IReplayTools
{
    /// <summary>Their names, in ordinal order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Calls one with JSON arguments and gives back what it says.</summary>
    /// <exception cref="ReplayException">There is no such tool, or it did not answer in time, at all, or too much.</exception>
    Task<string> CallAsync(string name, string arguments, CancellationToken cancellationToken);
}
