namespace Reprise.Replay;

/// <summary>A recorded request, changed and ready to be sent.</summary>
public sealed record ReplayRequest
{
    /// <summary>The provider to ask, by its configured name.</summary>
    public required string Provider { get; init; }

    /// <summary>The dialect the body is in.</summary>
    public required string Dialect { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public string Query { get; init; } = "";
    public required ReadOnlyMemory<byte> Body { get; init; }
    public string? ContentType { get; init; }

    /// <summary>Headers the original was sent with and its answer may depend on, such as <c>anthropic-beta</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What the other dialect has no place for, each in a few words without content; empty within one dialect.</summary>
    public IReadOnlyList<string> NotCarried { get; init; } = [];
}
