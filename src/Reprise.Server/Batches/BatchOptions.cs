using Reprise.Batches;

namespace Reprise.Server.Batches;

/// <summary>Batches; section <c>Batches</c>. What each means stands at <see cref="BatchLimits"/>.</summary>
internal sealed class BatchOptions
{
    public const string Section = "Batches";

    private static readonly BatchLimits s_standard = new();

    public int MaxRequests { get; set; } = s_standard.MaxRequests;
    public long MaxBytes { get; set; } = s_standard.MaxBytes;
    public int MaxOpen { get; set; } = s_standard.MaxOpen;
    public int LegRequests { get; set; } = s_standard.LegRequests;
    public long LegBytes { get; set; } = s_standard.LegBytes;
    public decimal PriceFactor { get; set; } = s_standard.PriceFactor;
    public TimeSpan PollFirst { get; set; } = s_standard.PollFirst;
    public TimeSpan PollMost { get; set; } = s_standard.PollMost;
    public TimeSpan GiveUpAfter { get; set; } = s_standard.GiveUpAfter;
    public TimeSpan CallTimeout { get; set; } = s_standard.CallTimeout;
    public TimeSpan KeepFor { get; set; } = s_standard.KeepFor;

    public IEnumerable<string> Mistakes()
    {
        if (MaxRequests is < 1 or > 1_000_000) yield return $"{Section}:MaxRequests is {MaxRequests}; expected 1 to 1,000,000.";
        if (MaxBytes is < 1024 or > 1L << 30) yield return $"{Section}:MaxBytes is {MaxBytes}; expected 1,024 to {1L << 30}.";
        if (MaxOpen is < 1 or > 10_000) yield return $"{Section}:MaxOpen is {MaxOpen}; expected 1 to 10,000.";
        if (LegRequests is < 1 or > 100_000) yield return $"{Section}:LegRequests is {LegRequests}; expected 1 to 100,000.";
        if (LegBytes is < 1024 or > 200_000_000) yield return $"{Section}:LegBytes is {LegBytes}; expected 1,024 to 200,000,000.";
        if (PriceFactor is < 0 or > 1) yield return $"{Section}:PriceFactor is {PriceFactor}; expected 0 to 1.";
        if (PollFirst <= TimeSpan.Zero || PollFirst > PollMost) yield return $"{Section}:PollFirst is {PollFirst}; expected more than 0 and at most {Section}:PollMost.";
        if (PollMost > TimeSpan.FromHours(1)) yield return $"{Section}:PollMost is {PollMost}; expected at most an hour.";
        if (GiveUpAfter <= TimeSpan.Zero || GiveUpAfter > TimeSpan.FromDays(30)) yield return $"{Section}:GiveUpAfter is {GiveUpAfter}; expected more than 0 and at most 30 days.";
        if (CallTimeout <= TimeSpan.Zero || CallTimeout > TimeSpan.FromHours(2)) yield return $"{Section}:CallTimeout is {CallTimeout}; expected more than 0 and at most 2 hours.";
        if (KeepFor < TimeSpan.Zero) yield return $"{Section}:KeepFor is {KeepFor}; expected 0 or more.";
    }

    public BatchLimits ToLimits() => new()
    {
        MaxRequests = MaxRequests,
        MaxBytes = MaxBytes,
        MaxOpen = MaxOpen,
        LegRequests = LegRequests,
        LegBytes = LegBytes,
        PriceFactor = PriceFactor,
        PollFirst = PollFirst,
        PollMost = PollMost,
        GiveUpAfter = GiveUpAfter,
        CallTimeout = CallTimeout,
        KeepFor = KeepFor,
    };
}
