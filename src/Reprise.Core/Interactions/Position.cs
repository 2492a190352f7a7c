namespace Reprise.Interactions;

/// <summary>
/// Where an interaction stands in time, as one 63-bit number: Unix milliseconds of its timestamp above 20 bits of its id. Every store sorts, pages and
/// cuts time ranges by it, so that one integer index serves them all and an order is the same on every engine.
/// </summary>
/// <remarks>Two interactions of one millisecond share a position about once in a million pairs; a store then takes the next free number.</remarks>
public static class Position
{
    public const int TieBits = 20;
    private const long MaxMilliseconds = (1L << (63 - TieBits)) - 1;

    public static long Of(DateTimeOffset timestamp, InteractionId id)
    {
        // The bits of a UUIDv7 right behind its timestamp, less version and variant: fraction of the millisecond, then random.
        var value = id.Value;
        var fraction = (long)(ulong)(value >> 64) & 0xFFF;
        var random = (long)((ulong)(value & ulong.MaxValue) >> 54) & 0xFF;
        return Start(timestamp) | (fraction << 8) | random;
    }

    /// <summary>The lowest position of that millisecond. Times before 1970 and after 2248 are taken as those.</summary>
    public static long Start(DateTimeOffset timestamp) => Math.Clamp(timestamp.ToUnixTimeMilliseconds(), 0, MaxMilliseconds) << TieBits;

    /// <summary>The number to try when a position is taken: the next of the same millisecond, its first one after its last.</summary>
    public static long Next(long position)
    {
        const long Ties = (1L << TieBits) - 1;
        return (position & ~Ties) | ((position + 1) & Ties);
    }

    public static DateTimeOffset Time(long position) => DateTimeOffset.FromUnixTimeMilliseconds(position >> TieBits);
}
