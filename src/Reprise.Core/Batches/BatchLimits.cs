namespace Reprise.Batches;

/// <summary>What bounds batches.</summary>
public sealed record BatchLimits
{
    /// <summary>Most calls of one batch. Default 50,000.</summary>
    public int MaxRequests { get; init; } = 50_000;

    /// <summary>Most bytes of the requests of one batch together. Default 128 MB.</summary>
    public long MaxBytes { get; init; } = 128L << 20;

    /// <summary>Most batches of one project that have not ended. Default 100.</summary>
    public int MaxOpen { get; init; } = 100;

    /// <summary>Most calls of one batch at the provider, below the provider's own limit. Default 10,000.</summary>
    public int LegRequests { get; init; } = 10_000;

    /// <summary>Most bytes of one batch at the provider, below the provider's own limit; also what joining its results holds in memory. Default 32 MB.</summary>
    public long LegBytes { get; init; } = 32L << 20;

    /// <summary>What a call costs against a direct one, 0 to 1. Default 0.5.</summary>
    public decimal PriceFactor { get; init; } = 0.5m;

    /// <summary>How long after it was sent a batch is looked at first; then half as long again each time. Default 10 s.</summary>
    public TimeSpan PollFirst { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest between two looks. Default 5 minutes.</summary>
    public TimeSpan PollMost { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its sending a batch is given up that does not end. Default 48 hours: the providers promise 24.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(48);

    /// <summary>How long one call to a batch API may take. Default 10 minutes.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a batch that has ended is kept; its interactions stay. Default 30 days.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Longest line of results that is read: the bound of a recorded body, and some.</summary>
    public int LongestLine { get; init; } = 80 << 20;

    /// <summary>When to look again after so many looks.</summary>
    internal TimeSpan Pause(int looks)
    {
        var pause = PollFirst * Math.Pow(1.5, Math.Min(looks, 40));
        return pause < PollMost ? pause : PollMost;
    }
}
