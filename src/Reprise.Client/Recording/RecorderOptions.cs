using Reprise.Privacy.Policies;

namespace Reprise.Client.Recording;

/// <summary>How a recorder buffers, what it leaves out, and what it does while its sink cannot be reached. Read once, when the recorder is made.</summary>
public sealed class RecorderOptions
{
    /// <summary>The environment variable that ends recording, whatever the program says: <c>off</c>, <c>0</c>, <c>false</c> or <c>no</c>.</summary>
    public const string SwitchVariable = "REPRISE_RECORDING";

    /// <summary>The variable by which people say to any program that they are not to be tracked: anything but empty, <c>0</c> and <c>false</c>.</summary>
    public const string DoNotTrackVariable = "DO_NOT_TRACK";

    /// <summary>Whether anything is recorded at the beginning. Default true; <see cref="Recorder.IsEnabled"/> changes it later.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether <see cref="DoNotTrackVariable"/> ends recording too. Default true. Turn it off where the record is an obligation and not about whoever set the variable.</summary>
    public bool ObeyDoNotTrack { get; set; } = true;

    /// <summary>Most records in memory, packed or not; beyond that new ones are dropped and counted. Default 10,000; 1 to 10,000,000.</summary>
    public int Capacity { get; set; } = 10_000;

    /// <summary>Most bytes of packed records in memory; beyond that they stay unpacked until <see cref="Capacity"/> is reached. Default 64 MB.</summary>
    public long CapacityBytes { get; set; } = 64L << 20;

    /// <summary>Bytes of one record as JSON; a larger one is recorded without its texts, and its <c>record_error</c> says so. Default 4 MB.</summary>
    public int MaxRecordBytes { get; set; } = 4 << 20;

    /// <summary>Records that are sent without waiting for more, and the most in one batch. Default 1,000; 1 to 100,000.</summary>
    public int FlushCount { get; set; } = 1000;

    /// <summary>How long a record waits for others at most. Null for what the sink prefers: a quarter of a second, 60 seconds for files.</summary>
    public TimeSpan? FlushInterval { get; set; }

    /// <summary>How long the sink may take for one batch before it counts as away. Default 30 seconds.</summary>
    public TimeSpan SinkTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause after a first failure; it doubles with each further one. Default half a second.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between two tries. Default 30 seconds.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the end of the recorder may take: what waits is sent, or put on disk. Default 5 seconds. A host's own limit holds too.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Where records wait on disk while the sink is away; null or empty for nowhere. Several processes with the same sink and project may name the same folder. They wait there as they are sent,
    /// after <see cref="Privacy"/>, in files that only their owner can read.
    /// </summary>
    public string? SpillFolder { get; set; }

    /// <summary>Most bytes on disk; when they are used up records stay in memory until <see cref="Capacity"/> is reached, and new ones are dropped. Default 512 MB.</summary>
    public long SpillMaxBytes { get; set; } = 512L << 20;

    /// <summary>How long a record is in memory alone, where there is a folder for it. Default one second; zero puts everything on disk first.</summary>
    public TimeSpan SpillAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The share of sessions that is recorded, 0 to 1: of traces where a record has no session, else of records. A session is recorded whole or not at all, and a server
    /// whose policy keeps the same share keeps the same sessions. Default 1.
    /// </summary>
    public double Sample { get; set; } = 1;

    /// <summary>The project it is recorded into, where the sink does not decide. Sampling and pseudonyms differ by it.</summary>
    public string Project { get; set; } = RepriseClient.DefaultProject;

    /// <summary>
    /// What is taken out of records before they leave the process: the same policy as the server's, without <see cref="ContentRule.Restrict"/> and consent, which only a
    /// server can follow. Default: nothing.
    /// </summary>
    public PrivacyPolicy Privacy { get; set; } = PrivacyPolicy.Open;

    /// <summary>The secret behind pseudonyms and hashed users, 16 bytes at least. Needed only where <see cref="Privacy"/> makes some; the same secret gives the same names.</summary>
    public ReadOnlyMemory<byte> PrivacyKey { get; set; }

    /// <summary>Users of whom nothing is recorded, by the id the program knows them by.</summary>
    public IReadOnlyCollection<string> OptedOutUsers { get; set; } = [];

    /// <summary>Whether the environment allows recording.</summary>
    internal bool IsAllowed(Func<string, string?> environment)
    {
        if (environment(SwitchVariable)?.Trim().ToUpperInvariant() is "OFF" or "0" or "FALSE" or "NO") return false;
        return !ObeyDoNotTrack || environment(DoNotTrackVariable)?.Trim().ToUpperInvariant() is null or "" or "0" or "FALSE";
    }

    /// <summary>Throws <see cref="ArgumentException"/> for what cannot be, all of it at once.</summary>
    internal void Check()
    {
        var mistakes = new List<string>();
        void Need(bool holds, string what)
        {
            if (!holds) mistakes.Add(what);
        }

        Need(Capacity is >= 1 and <= 10_000_000, "Capacity is 1 to 10,000,000");
        Need(CapacityBytes >= 1, "CapacityBytes is 1 at least");
        Need(MaxRecordBytes >= 1024, "MaxRecordBytes is 1,024 at least");
        Need(FlushCount is >= 1 and <= 100_000, "FlushCount is 1 to 100,000");
        Need(FlushInterval is null || IsTime(FlushInterval.Value), "FlushInterval is more than nothing and less than a day");
        Need(IsTime(SinkTimeout), "SinkTimeout is more than nothing and less than a day");
        Need(IsTime(FirstRetry) && IsTime(LongestRetry) && FirstRetry <= LongestRetry, "FirstRetry and LongestRetry are more than nothing, the first not above the second");
        Need(IsTime(ShutdownTimeout), "ShutdownTimeout is more than nothing and less than a day");
        Need(SpillMaxBytes >= 1 << 16, "SpillMaxBytes is 65,536 at least");
        Need(SpillAfter == TimeSpan.Zero || IsTime(SpillAfter), "SpillAfter is less than a day");
        Need(Sample is >= 0 and <= 1, "Sample is a share from 0 to 1");
        Need(!string.IsNullOrEmpty(Project), "Project has a name");
        Need(Privacy is not null, "Privacy is a policy");
        Need(OptedOutUsers is not null, "OptedOutUsers is a list");
        if (Privacy is not null) mistakes.AddRange(DocumentPrivacy.Mistakes(Privacy, PrivacyKey));
        if (mistakes.Count > 0) throw new ArgumentException($"The recorder cannot work like this: {string.Join("; ", mistakes)}.");
    }

    private static bool IsTime(TimeSpan span) => span > TimeSpan.Zero && span < TimeSpan.FromDays(1);
}
