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

    /// <summary>What is wrong with these settings, each with its full name; empty when nothing is.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (QueueCapacity is < 1 or > 10_000_000) yield return $"Capture:QueueCapacity is {QueueCapacity}; expected 1 to 10,000,000.";
        if (QueueBytes < 0) yield return $"Capture:QueueBytes is {QueueBytes}; expected 0 or more.";
        if (BatchSize is < 1 or > 100_000) yield return $"Capture:BatchSize is {BatchSize}; expected 1 to 100,000.";
        if (Linger < TimeSpan.Zero || Linger > TimeSpan.FromMinutes(1)) yield return $"Capture:Linger is {Linger}; expected 0 to 1 minute.";
        if (RetryDelayMax < TimeSpan.FromMilliseconds(1) || RetryDelayMax > TimeSpan.FromHours(1)) yield return $"Capture:RetryDelayMax is {RetryDelayMax}; expected 1 ms to 1 hour.";
        if (MaxBodyBytes is < 1024 or > 1 << 30) yield return $"Capture:MaxBodyBytes is {MaxBodyBytes}; expected 1 KB to 1 GB.";
        if (JournalFileBytes is < 1024 or > 1L << 32) yield return $"Capture:JournalFileBytes is {JournalFileBytes}; expected 1 KB to 4 GB.";
        if (JournalMaxBytes < 0) yield return $"Capture:JournalMaxBytes is {JournalMaxBytes}; expected 0 (no journal) or more.";
    }
}
