using System.Globalization;
using System.Text;

namespace Reprise.Cli.Output;

/// <summary>
/// Makes recorded text harmless to a terminal. Whoever was recorded chose that text: an escape sequence in it could repaint the screen, set the clipboard or
/// type for the user, and marks of writing direction could make a line read as something else. Every such character is shown as a visible stand-in.
/// </summary>
internal static class SafeText
{
    /// <summary>Text over many lines: line feeds and tabs stay.</summary>
    public static string Block(string? text) => Clean(text, oneLine: false);

    /// <summary>Text for one line of a list: runs of white space become one space.</summary>
    public static string Line(string? text) => Clean(text, oneLine: true);

    private static string Clean(string? text, bool oneLine)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var result = new StringBuilder(text.Length);
        var space = false;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            // A lone surrogate decodes to U+FFFD and is shown as that.
            Rune.DecodeFromUtf16(rest, out var rune, out var consumed);
            var isLineEnd = rune.Value == '\r' && rest.Length > 1 && rest[1] == '\n';
            rest = rest[consumed..];
            if (isLineEnd) continue;
            if (oneLine && Rune.IsWhiteSpace(rune))
            {
                space = result.Length > 0;
                continue;
            }

            if (space) result.Append(' ');
            space = false;
            if (rune.Value is '\n' or '\t') result.Append((char)rune.Value);
            else if (rune.Value < 0x20) result.Append((char)(0x2400 + rune.Value));
            else if (rune.Value == 0x7F) result.Append('\u2421');
            else if (IsHidden(rune)) result.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
            else result.Append(rune);
        }

        return result.ToString();
    }

    /// <summary>Whether a terminal would act on it, or show nothing where something is.</summary>
    public static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse => true,

        // Joiners are part of emoji and of several scripts and cannot move anything.
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D or 0xAD),
        _ => false,
    };
}
