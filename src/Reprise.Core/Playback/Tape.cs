namespace Reprise.Playback;

/// <summary>A tape in memory.</summary>
public sealed record Tape
{
    public TapeHeader Header { get; init; } = new();

    /// <summary>In recorded order.</summary>
    public IReadOnlyList<TapeEntry> Entries { get; init; } = [];

    /// <summary>What was remarkable about reading it, for people; empty for a tape that is as it was written.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
