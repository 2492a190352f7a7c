namespace Reprise.Assembling;

/// <summary>How long pieces are waited for and how many may wait. Section <c>Assembling</c>.</summary>
public sealed class AssemblerOptions
{
    public const string Section = "Assembling";

    /// <summary>An interaction of which not all has come is recorded when nothing more came for so long. 0 to 10 minutes; default 10 s. What comes later amends it.</summary>
    public TimeSpan QuietTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest an interaction waits however often something comes. 0 to 1 hour; default 2 minutes.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long what was said of a trace is kept for interactions of it that are still to come. 0 to 1 day; default 10 minutes.</summary>
    public TimeSpan TraceWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long amendments are gathered, so that many pieces of one moment amend a record once. 0 to 10 minutes; default 1 s.</summary>
    public TimeSpan AmendAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most interactions that wait. Beyond it the oldest are recorded as they are. 1 to 1,000,000; default 20,000.</summary>
    public int MaxWaiting { get; set; } = 20_000;

    /// <summary>Most bytes of what waits in memory, as JSON. 1 MB to 16 GB; default 128 MB.</summary>
    public long MaxWaitingBytes { get; set; } = 128L << 20;

    /// <summary>Most bytes of pieces on disk. Beyond it pieces that cannot be recorded at once are refused. 1 MB to 1 TB; default 512 MB.</summary>
    public long JournalMaxBytes { get; set; } = 512L << 20;

    /// <summary>Where pieces lie that wait. Set by the host; a folder of its own.</summary>
    public string JournalFolder { get; set; } = "pieces";

    /// <summary>What is wrong with these settings, each with its full name; empty when nothing is.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (QuietTime < TimeSpan.Zero || QuietTime > TimeSpan.FromMinutes(10)) yield return $"Assembling:QuietTime is {QuietTime}; expected 0 to 10 minutes.";
        if (LongestWait < TimeSpan.Zero || LongestWait > TimeSpan.FromHours(1)) yield return $"Assembling:LongestWait is {LongestWait}; expected 0 to 1 hour.";
        if (TraceWindow < TimeSpan.Zero || TraceWindow > TimeSpan.FromDays(1)) yield return $"Assembling:TraceWindow is {TraceWindow}; expected 0 to 1 day.";
        if (AmendAfter < TimeSpan.Zero || AmendAfter > TimeSpan.FromMinutes(10)) yield return $"Assembling:AmendAfter is {AmendAfter}; expected 0 to 10 minutes.";
        if (MaxWaiting is < 1 or > 1_000_000) yield return $"Assembling:MaxWaiting is {MaxWaiting}; expected 1 to 1,000,000.";
        if (MaxWaitingBytes is < 1 << 20 or > 16L << 30) yield return $"Assembling:MaxWaitingBytes is {MaxWaitingBytes}; expected 1 MB to 16 GB.";
        if (JournalMaxBytes is < 1 << 20 or > 1L << 40) yield return $"Assembling:JournalMaxBytes is {JournalMaxBytes}; expected 1 MB to 1 TB.";
    }
}
