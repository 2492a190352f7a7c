using Reprise.Capture;

namespace Reprise.Calls;

/// <summary>One call to make.</summary>
public sealed record OutgoingCall
{
    public required string Project { get; init; }

    /// <summary>The provider's configured name.</summary>
    public required string Provider { get; init; }

    public string Method { get; init; } = "POST";

    /// <summary>Below the provider's base URL, such as <c>/v1/chat/completions</c>.</summary>
    public required string Path { get; init; }

    /// <summary>With its question mark, or empty.</summary>
    public string Query { get; init; } = "";

    /// <summary>Sent byte for byte.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; } = "application/json";

    /// <summary>Other request headers, such as <c>anthropic-version</c>; credentials are added by the sender.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What the record says about the call: session, tags, what it is a replay of.</summary>
    public CallLabels Labels { get; init; } = CallLabels.None;

    /// <summary>The value of <c>Reprise-Cache</c>. A replay wants to know what is said now, so nothing is looked up unless it is asked for.</summary>
    public string Cache { get; init; } = "off";

    /// <summary>The key to send, in the way its provider wants it, where the server has none of its own for it; null when there is none. Never recorded.</summary>
    public string? Credential { get; init; }

    /// <summary>
    /// It carries calls that are on record themselves, or asks how far they are. Sent once and to its own provider alone, since what it makes would be made twice; not
    /// stopped by rules about content, and without its bodies on record.
    /// </summary>
    public bool IsCarrier { get; init; }

    /// <summary>Is given the pieces of the answer as they arrive, on whatever thread; null when nobody looks on.</summary>
    public Action<ReadOnlyMemory<byte>>? Arriving { get; init; }
}
