namespace Reprise.Playback;

/// <summary>What was asked.</summary>
public sealed record TapeRequest
{
    /// <summary>The name its route has, in lower case, such as <c>openai</c>.</summary>
    public required string Provider { get; init; }
    public required string Method { get; init; }

    /// <summary>Below the provider, letter for letter, such as <c>/v1/chat/completions</c>.</summary>
    public required string Path { get; init; }

    /// <summary>With its question mark, or empty.</summary>
    public string Query { get; init; } = "";
    public string? ContentType { get; init; }

    /// <summary>Without its content encoding, if it had one.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
