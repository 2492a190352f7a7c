using Reprise.Capture;
using Reprise.Server.Cache;

namespace Reprise.Server.Gateway;

/// <summary>
/// What is said about a call that the server makes itself, in the place of the headers of a client; a feature of its <see cref="HttpContext"/>. Values go onto the record
/// as they are, also those that no header could carry. Label headers of such a call are not read.
/// </summary>
internal sealed record OwnCall
{
    public required string Project { get; init; }
    public CallLabels Labels { get; init; } = CallLabels.None;

    /// <summary>What it says about the cache; null when nothing.</summary>
    public CacheWish? Cache { get; init; }

    /// <summary>See <see cref="Reprise.Calls.OutgoingCall.IsCarrier"/>.</summary>
    public bool IsCarrier { get; init; }

    /// <summary>Is told the end of the call, see <see cref="RelayedCall.OnEnd"/>.</summary>
    public Action<CapturedCall?>? Ended { get; init; }

    /// <summary>Is told why the call was not taken.</summary>
    public Action<string>? Refused { get; init; }
}
