namespace Reprise.Cache.Guards.Reading;

/// <summary>Lower case without accents for Latin letters, lower case for others; one character becomes one character.</summary>
internal static class Folding
{
    /// <summary>U+00C0 to U+017F, written out because decomposition is not to be had without culture data.</summary>
    private const string Latin =
        "aaaaaaaceeeeiiiidnooooo×ouuuuyþsaaaaaaaceeeeiiiidnooooo÷ouuuuyþy" +
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    public static char Fold(char c)
    {
        if (char.IsAsciiLetterUpper(c)) return (char)(c | 0x20);
        if (c < 0xC0) return c;
        var at = c - 0xC0;
        return at < Latin.Length ? Latin[at] : char.ToLowerInvariant(c);
    }
}
