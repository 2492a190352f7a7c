namespace Reprise.Playback.Faults;

/// <summary>
/// Faults by rules somebody wrote. The same calls in the same order meet the same faults: what chance decides comes from the seed, the rule and the number of the
/// call. For any number of threads.
/// </summary>
public sealed class FaultScript : IPlaybackFaults
{
    private readonly FaultRule[] _rules;
    private readonly bool _appliesAll;

    internal FaultScript(FaultRule[] rules, bool appliesAll, long seed) => (_rules, _appliesAll, Seed) = (rules, appliesAll, seed);

    public long Seed { get; }

    public IReadOnlyList<FaultCount> Counts => [.. _rules.Select(static rule => rule.Count)];

    /// <summary>Reads a script: a JSON object with <c>rules</c>.</summary>
    /// <param name="json">The script.</param>
    /// <exception cref="FormatException">What is wrong with which rule.</exception>
    public static FaultScript Read(ReadOnlyMemory<byte> json) => FaultReader.Read(json);

    public PlaybackFault? Next(string lane, TapeRequest request)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(request);
        using var asked = new AskedRequest(lane, request);
        PlaybackFault? fault = null;
        foreach (var rule in _rules)
        {
            // Every rule counts, so that what one does never changes whom the next is meant for.
            if (!rule.IsMeantFor(asked, Seed, out var number)) continue;
            if (fault is not null && !_appliesAll) continue;
            var found = rule.FaultFor(asked, Seed, number);
            fault = fault is null ? found : Both(fault, found);
        }

        return fault;
    }

    public void Rewind()
    {
        foreach (var rule in _rules) rule.Rewind();
    }

    /// <summary>Delays add up; of two that cannot both be, the earlier rule's is.</summary>
    private static PlaybackFault Both(PlaybackFault one, PlaybackFault other) => one with
    {
        Rules = [.. one.Rules, .. other.Rules],
        Latency = one.Latency + other.Latency,
        Drops = one.Drops || other.Drops,
        Hang = one.Hang ?? other.Hang,
        Instead = one.Instead ?? other.Instead,
        Cut = one.Cut ?? other.Cut,
        Spoil = one.Spoil != FaultSpoil.None ? one.Spoil : other.Spoil,
        ContentType = one.ContentType ?? other.ContentType,
        PerEvent = one.IsPaced ? one.PerEvent : other.PerEvent,
        BytesPerSecond = one.IsPaced ? one.BytesPerSecond : other.BytesPerSecond,
    };
}
