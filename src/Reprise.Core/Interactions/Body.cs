namespace Reprise.Interactions;

/// <summary>The exact bytes of a request or a response, as they were on the wire.</summary>
public sealed record Body
{
    /// <summary>How the words of <see cref="Interaction.RecordError"/> end when a body went on behind what is kept of it.</summary>
    public const string CutNote = "is recorded up to there";

    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The Content-Type header, or null where there was none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The Content-Encoding header (<c>gzip</c>, <c>br</c> …), or null: the bytes are kept compressed as they came.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>How a streamed body arrived: one entry a chunk, in order, lengths adding up to the bytes. Empty when it came in one piece.</summary>
    public IReadOnlyList<BodyChunk> Chunks { get; init; } = [];
}

/// <summary>One piece of a streamed body as it arrived.</summary>
/// <param name="Length">Bytes, at least 1.</param>
/// <param name="DelayMs">Milliseconds since the piece before, or since the request was sent for the first one.</param>
public readonly record struct BodyChunk(int Length, int DelayMs);
