using Reprise.Interactions;

namespace Reprise.Calls;

/// <summary>
/// Makes calls to providers as if a client had made them through the gateway: with its keys, retries, prices and cache, and on record like any other. What Core
/// knows of sending; the server has the gateway behind it.
/// </summary>
public interface ICallSender
{
    /// <summary>The providers that can be called, by name.</summary>
    IReadOnlyList<CallTarget> Targets { get; }

    /// <summary>
    /// Sends one call and waits for its whole answer. Returns what the record will say of it (its id, status, tokens, cost, both bodies); it is in the journal by
    /// then and reaches the store soon after. A provider that refuses, fails or cannot be reached is a result with that status and no exception.
    /// </summary>
    /// <exception cref="CallRefusedException">The call could not be made at all: no such provider, or the gateway refused it.</exception>
    Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken);
}

/// <param name="Provider">The provider's configured name.</param>
/// <param name="Dialect">The dialect or family it is configured with; null when it is inferred from the path.</param>
/// <param name="HasKey">Whether the server has a key for it; without one the caller's own goes through.</param>
public sealed record CallTarget(string Provider, string? Dialect, bool HasKey);

/// <summary>A call could not be made. The message is for people.</summary>
public sealed class CallRefusedException : Exception
{
    public CallRefusedException() { }
    public CallRefusedException(string message) : base(message) { }
    public CallRefusedException(string message, Exception inner) : base(message, inner) { }
}
