namespace Reprise.Server.Access;

/// <summary>Says that a request is made by this process, for somebody it has let in; a feature of its context. Nothing that comes over a connection can carry it.</summary>
/// <param name="Caller">For whom.</param>
internal sealed record OwnApiCall(Caller Caller);
