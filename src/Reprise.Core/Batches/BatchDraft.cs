using Reprise.Capture;

namespace Reprise.Batches;

/// <summary>A call that is to go into a batch, before anybody has looked at it.</summary>
internal sealed record BatchDraft
{
    public string? CustomId { get; init; }
    public required string Path { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
    public required CallLabels Labels { get; init; }
}
