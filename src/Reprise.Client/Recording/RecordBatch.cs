namespace Reprise.Client.Recording;

/// <summary>What is with the sink. Belongs to the backlog.</summary>
internal sealed class RecordBatch
{
    public required IReadOnlyList<RecordLine> Lines { get; init; }

    /// <summary>Where it lies in memory; what was put on disk meanwhile is taken off its front.</summary>
    public LinkedList<LineChunk> Chunks { get; init; } = [];

    /// <summary>Up to where the disk can forget once it is done; null when none of it is there.</summary>
    public SpillMark? Mark { get; set; }
}
