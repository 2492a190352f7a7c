namespace Reprise.Capture;

/// <summary>How much the recorder may hold and how it hands over to the store. Section <c>Capture</c>.</summary>
public sealed class CaptureOptions
{
    /// <summary>Most calls waiting in memory. Beyond it calls wait in the journal alone. Default 8,192.</summary>
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>Most body bytes waiting in memory. Beyond it calls wait in the journal alone. Default 64 MB.</summary>
    public long QueueBytes { get; set; } = 64L << 20;

    /// <summary>Most interactions in one append. Default 512.</summary>
    public int BatchSize { get; set; } = 512;

    /// <summary>How long the writer gathers a batch while less than a full one waits. Default 40 ms; zero stores each call at once, at a price.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Longest pause between two tries at a store that is down. Default 5 s.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most bytes recorded of one body; what is longer is relayed whole and recorded up to here, and the record says so. Default 64 MB.</summary>
    public int MaxBodyBytes { get; set; } = 64 << 20;

    /// <summary>Where the journal lives. Set by the host; a folder of its own.</summary>
    public string JournalFolder { get; set; } = "journal";

    /// <summary>A journal file is full at this size and the next one is begun. Default 4 MB: small enough to be written over while its pages are in memory.</summary>
    public long JournalFileBytes { get; set; } = 4L << 20;

    /// <summary>Most bytes of journal on disk while the store is down. Beyond it calls wait in memory, and are dropped and counted when that is full. Default 4 GB.</summary>
    public long JournalMaxBytes { get; set; } = 4L << 30;
}
