namespace Reprise.Embeddings;

internal static class Bits
{
    /// <summary>Spreads every bit over the whole word.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        return value ^ (value >> 32);
    }
}
