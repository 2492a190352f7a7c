namespace Reprise.Privacy.Detection.Text;

/// <summary>A hash of a folded word, built letter by letter while the text is read.</summary>
internal static class WordHash
{
    public const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Add(ulong hash, char folded) => (hash ^ folded) * Prime;

    public static ulong Of(ReadOnlySpan<char> word)
    {
        var hash = Start;
        foreach (var character in word) hash = Add(hash, Letters.Fold(character));
        return hash;
    }
}
