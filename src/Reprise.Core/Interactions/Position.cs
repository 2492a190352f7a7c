namespace Reprise.Interactions;

/// <summary>
/// Where an interaction stands in time, as one 63-bit number: Unix milliseconds of its timestamp above 20 bits of its id. Every store sorts, pages and
/// cuts time ranges by it, so that one integer index serves them all and an order is the same on every engine.
/// </summary>
/// <remarks>
/// Two interactions of one millisecond share a position about once in a million pairs; a store then takes the next free number (<see cref="Next"/>). When all
/// 2^20 numbers of a millisecond are taken it goes on in the next one, and the interaction is kept with that time: order is then a best effort.
/// </remarks>
public static class Position
{
    public const int TieBits = 20;
    private const long MaxMilliseconds = (1L << (63 - TieBits)) - 1;

    public static long Of(DateTimeOffset timestamp, InteractionId id)
    {
        var start = Start(timestamp);
        var high = (ulong)(id.Value >> 64);
        var low = (ulong)(id.Value & ulong.MaxValue);
        // A UUIDv7 of that millisecond: the bits right behind its time, less version and variant, are fraction of the millisecond, then random. They sort.
        if ((high & 0xF000) == 0x7000 && (long)(high >> 16) == start >> TieBits) return start | ((long)(high & 0xFFF) << 8) | ((long)(low >> 54) & 0xFF);
        // Of any other id no bits mean anything here, and those in one place may all be equal: a hash of the whole.
        return start | (long)(Mix(Mix(high) ^ low) >> (64 - TieBits));
    }

    /// <summary>The lowest position of that millisecond. Times before 1970 and after 2248 are taken as those.</summary>
    public static long Start(DateTimeOffset timestamp) => Math.Clamp(timestamp.ToUnixTimeMilliseconds(), 0, MaxMilliseconds) << TieBits;

    /// <summary>The number to try when a position is taken: the next of the same millisecond, its first one after its last.</summary>
    public static long Next(long position)
    {
        const long Ties = (1L << TieBits) - 1;
        return (position & ~Ties) | ((position + 1) & Ties);
    }

    /// <summary>The first position of the millisecond after that one; after the last millisecond of all, of the first.</summary>
    public static long NextMillisecond(long position)
    {
        var milliseconds = position >> TieBits;
        return milliseconds == MaxMilliseconds ? 0 : (milliseconds + 1) << TieBits;
    }

    /// <summary>The last position of that millisecond.</summary>
    public static long Last(long position) => position | ((1L << TieBits) - 1);

    public static DateTimeOffset Time(long position) => DateTimeOffset.FromUnixTimeMilliseconds(position >> TieBits);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
