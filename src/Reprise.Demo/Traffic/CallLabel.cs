namespace Reprise.Demo.Traffic;

/// <summary>What the demo's programs say about their calls, in <c>Reprise-*</c> headers.</summary>
internal sealed record CallLabel
{
    public string? Session { get; init; }
    public string? User { get; init; }
    public string? PromptType { get; init; }
    public string? Tags { get; init; }
    public string? Metadata { get; init; }
    public string? TraceParent { get; init; }

    /// <summary>Whether the call takes part in the cache.</summary>
    public string? Cache { get; init; }
    public string? CachePolicy { get; init; }

    /// <summary>How the scripted upstream is to misbehave.</summary>
    public string? Behaviour { get; init; }
}
