namespace Reprise.Server.Ingest;

/// <summary>What became of the records of one request. Everything counted as stored or known is durable.</summary>
internal sealed record IngestResultDocument
{
    /// <summary>Records that were new.</summary>
    public required int Stored { get; init; }

    /// <summary>Records that were here already, or came twice in this request.</summary>
    public required int Known { get; init; }

    /// <summary>Records that were refused.</summary>
    public required int Rejected { get; init; }

    /// <summary>Records that the project's privacy policy keeps off the record: without consent, of users who opted out, or not among the sample.</summary>
    public required int Withheld { get; init; }

    /// <summary>Why records were refused; the first thousand.</summary>
    public required IReadOnlyList<IngestErrorDocument> Errors { get; init; }

    /// <summary>The ids of the stored and known records in the order they were sent.</summary>
    public required IReadOnlyList<string> InteractionIds { get; init; }
}

internal sealed record IngestErrorDocument
{
    /// <summary>The line of an NDJSON body, or the place in a JSON list; from 1.</summary>
    public required int Line { get; init; }
    public string? InteractionId { get; init; }
    public required string Message { get; init; }
}
