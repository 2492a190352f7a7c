using Reprise.Interactions;

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

/// <summary>Makes the request of a replay out of its original.</summary>
public static class ReplayRequests
{
    /// <summary>
    /// With no changes, or with changes that change nothing, the body is the recorded one byte for byte (without its content encoding). Within one dialect only the
    /// bytes of what changes are replaced; into another the request is written anew.
    /// </summary>
    /// <param name="original">With its request body.</param>
    /// <param name="changes">What to do otherwise.</param>
    /// <param name="targetDialect">The configured dialect of <see cref="ReplayChanges.Provider"/>, a family such as <c>anthropic</c> or an exact name; null when unknown, and then told from the provider's name.</param>
    /// <exception cref="ReplayException">It cannot be done; says what is missing and what would still work.</exception>
    public static ReplayRequest Build(RecordedInteraction original, ReplayChanges changes, string? targetDialect = null) => throw new NotSupportedException();
}
