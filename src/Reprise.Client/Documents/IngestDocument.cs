namespace Reprise.Client.Documents;

/// <summary>What became of the records of one ingest. Given only when the stored ones are durable.</summary>
public sealed record IngestDocument
{
    /// <summary>Records that were new.</summary>
    public long Stored { get; init; }

    /// <summary>Records that were there already.</summary>
    public long Known { get; init; }
    public long Rejected { get; init; }
    public IReadOnlyList<IngestErrorDocument>? Errors { get; init; }
    public IReadOnlyList<string>? InteractionIds { get; init; }
}

public sealed record IngestErrorDocument
{
    /// <summary>Line of the request, from 1.</summary>
    public int Line { get; init; }
    public string? InteractionId { get; init; }
    public string? Message { get; init; }
}
