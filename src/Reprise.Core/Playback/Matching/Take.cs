namespace Reprise.Playback.Matching;

/// <summary>An entry that can be played.</summary>
internal sealed class Take(TapeEntry entry, TapeKey normalised)
{
    private int _played;

    public TapeEntry Entry { get; } = entry;
    public TapeKey Normalised { get; } = normalised;
    public bool IsUsed => Volatile.Read(ref _played) > 0;

    public void Played()
    {
        // Written once: many threads playing the same entry must not fight for its cache line.
        if (!IsUsed) Volatile.Write(ref _played, 1);
    }
}
