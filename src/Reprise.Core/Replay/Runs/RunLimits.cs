namespace Reprise.Replay.Runs;

/// <summary>What bounds a run, beside what it is asked for.</summary>
public static class RunLimits
{
    public const int MostConcurrency = 64;

    /// <summary>Failures one after another before a run ends: the provider is down, or the key is wrong.</summary>
    public const int FailuresInARow = 20;

    /// <summary>How often a call that a provider refused as one too many is made again.</summary>
    public const int MostRetries = 5;

    /// <summary>Longest a run pauses for that, whatever the provider asks for.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a running run says that it is alive and how far it is.</summary>
    public static TimeSpan Heartbeat { get; } = TimeSpan.FromSeconds(2);

    /// <summary>After so long without a heartbeat its server is taken for dead.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest the start waits for what was recorded to be stored, and so for the record to say what is done.</summary>
    public static TimeSpan SettlePatience { get; } = TimeSpan.FromMinutes(2);
}
