namespace Reprise.Embeddings.Index;

/// <summary>Where an entry stands in the sketches of its partition: a block and an index within, in one number.</summary>
internal static class Place
{
    public const int IndexBits = 13;

    /// <summary>Entries in the largest block.</summary>
    public const int MostInBlock = 1 << IndexBits;

    public static int Of(int block, int index) => (block << IndexBits) | index;

    public static int Block(int place) => place >> IndexBits;

    public static int Index(int place) => place & (MostInBlock - 1);
}
