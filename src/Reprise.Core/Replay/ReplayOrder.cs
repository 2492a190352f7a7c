namespace Reprise.Replay;

/// <summary>What is wanted of the replay of one interaction.</summary>
public sealed record ReplayOrder
{
    /// <summary>Most times one order sends a call.</summary>
    public const int MostTimes = 20;

    public ReplayChanges Changes { get; init; } = ReplayChanges.None;

    /// <summary>How often to send it, one after the other, each on record; 1 to <see cref="MostTimes"/>.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The value of <c>Reprise-Cache</c>; a replay wants to know what is said now.</summary>
    public string Cache { get; init; } = "off";

    /// <summary>The caller's own key for the provider, for one for which the server has none.</summary>
    public string? Credential { get; init; }

    /// <summary>The run or branch the replay belongs to; null for one by itself.</summary>
    public string? Run { get; init; }

    /// <summary>Is given the pieces of each answer as they arrive, and which time it is (from 0); null when nobody looks on.</summary>
    public Action<int, ReadOnlyMemory<byte>>? Arriving { get; init; }
}
