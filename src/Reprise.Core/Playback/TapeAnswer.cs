using Reprise.Interactions;

namespace Reprise.Playback;

/// <summary>What was answered.</summary>
public sealed record TapeAnswer
{
    /// <summary>200 to 599.</summary>
    public required int Status { get; init; }
    public string? ContentType { get; init; }

    /// <summary>The content encoding the bytes are in; null for none.</summary>
    public string? Encoding { get; init; }

    /// <summary>The content encoding the answer came in and was taken out of; null for none.</summary>
    public string? Decoded { get; init; }

    /// <summary>Request ids, rate limits and the like, names in lower case.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How it arrived; lengths add up to the body. Empty when that is not known.</summary>
    public IReadOnlyList<BodyChunk> Chunks { get; init; } = [];

    /// <summary>Values that were replaced by placeholders: with any, the bytes are not those that were answered.</summary>
    public int Redacted { get; init; }

    /// <summary>Why the answer ended before it was whole; null when it was whole. Played back, its connection breaks off again.</summary>
    public string? Broken { get; init; }
}
