namespace Reprise.Client.Recording;

/// <summary>
/// What became of everything handed to a recorder, at one moment. Once it is at rest,
/// <c>Received + Found = Sent + Refused + Unreadable + Withdrawn + Lost + InMemory + OnDisk</c>.
/// </summary>
public sealed record RecorderCounters
{
    /// <summary>Taken in: <see cref="IRecorder.Record"/> said true.</summary>
    public long Received { get; init; }

    /// <summary>Left on disk by earlier processes, and taken over.</summary>
    public long Found { get; init; }

    /// <summary>The sink has them.</summary>
    public long Sent { get; init; }

    /// <summary>The sink wants them never; they are gone.</summary>
    public long Refused { get; init; }

    /// <summary>Could not be written as JSON, or not be read from disk any more; they are gone.</summary>
    public long Unreadable { get; init; }

    /// <summary>Their user opted out while they waited.</summary>
    public long Withdrawn { get; init; }

    /// <summary>Neither sent nor on disk when the recorder ended.</summary>
    public long Lost { get; init; }

    public long InMemory { get; init; }
    public long OnDisk { get; init; }
    public long OnDiskBytes { get; init; }

    /// <summary>Not taken in: the buffer was full.</summary>
    public long Dropped { get; init; }

    /// <summary>Not taken in: recording is off, or the user opted out.</summary>
    public long OptedOut { get; init; }

    /// <summary>Not taken in: their session is not among the sample.</summary>
    public long NotSampled { get; init; }

    /// <summary>Not taken in: the recorder had ended, or there was no record at all.</summary>
    public long Late { get; init; }

    /// <summary>Recorded without their texts, since they were too large.</summary>
    public long Cut { get; init; }

    /// <summary>Put on disk, ever.</summary>
    public long Spilled { get; init; }

    /// <summary>Times the disk did not take them.</summary>
    public long SpillFailures { get; init; }

    /// <summary>Times the sink failed, was too slow, or said something impossible.</summary>
    public long SinkFailures { get; init; }

    /// <summary>Whether the sink failed when it was last asked.</summary>
    public bool IsAway { get; init; }

    /// <summary>The kind of the last failure, such as <c>HttpRequestException</c>, never its text.</summary>
    public string? LastFailure { get; init; }
}
