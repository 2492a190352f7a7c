using System.Globalization;
using System.Text;

namespace Reprise.Privacy.Detection.Text;

/// <summary>Letters as words are compared: small, and Latin ones without their accents.</summary>
internal static class Letters
{
    private const int TableLength = 0x250;
    private static readonly ushort[] Folded = BuildTable();

    /// <summary>0 for what belongs to no word or number.</summary>
    private static readonly byte[] Classes = BuildClasses();

    public const byte Lower = 1;
    public const byte Upper = 2;
    public const byte Digit = 3;

    public static byte ClassOf(char character)
    {
        if (character < TableLength) return Classes[character];
        return ClassOfFar(character);
    }

    public static char Fold(char character) => character < TableLength ? (char)Folded[character] : char.ToLowerInvariant(character);

    private static byte ClassOfFar(char character) => char.GetUnicodeCategory(character) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Upper,
        UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Lower,
        _ => 0,
    };

    private static byte[] BuildClasses()
    {
        var classes = new byte[TableLength];
        for (var i = 0; i < TableLength; i++)
        {
            var character = (char)i;
            classes[i] = char.IsAsciiDigit(character) ? Digit : char.IsUpper(character) ? Upper : char.IsLetter(character) ? Lower : (byte)0;
        }

        return classes;
    }

    private static ushort[] BuildTable()
    {
        var folded = new ushort[TableLength];
        for (var i = 0; i < TableLength; i++)
        {
            var small = char.ToLowerInvariant((char)i);
            var parts = small.ToString().Normalize(NormalizationForm.FormD);
            folded[i] = parts[0] < 0x80 && char.IsLetter(small) ? parts[0] : small;
        }

        // These have no accent to take away.
        foreach (var (from, to) in (ReadOnlySpan<(char, char)>)[('ø', 'o'), ('ł', 'l'), ('đ', 'd'), ('ı', 'i'), ('ß', 's'), ('æ', 'e'), ('œ', 'e'), ('ð', 'd'), ('þ', 't')])
        {
            folded[from] = to;
            folded[char.ToUpperInvariant(from)] = to;
        }

        return folded;
    }
}
