using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Reprise.Playback;

/// <summary>
/// How text stands on a tape and in what is said about it: letters of all scripts as they are, everything else that a screen would act on or not show as an
/// escape, since people review tapes and whoever was recorded chose the text.
/// </summary>
internal static class TapeJson
{
    /// <summary>Levels of nesting a body may have to stand on a tape as JSON.</summary>
    public const int MaxBodyDepth = 64;

    /// <summary>The body's levels and those of its entry.</summary>
    public static readonly JsonDocumentOptions Reading = new() { MaxDepth = MaxBodyDepth + 8 };

    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JavaScriptEncoder s_visible = Visible();

    /// <summary>A string for the writer: quotes and angle brackets as they are, since a tape is no page, unless the text hides something.</summary>
    public static JsonEncodedText Text(string text) => JsonEncodedText.Encode(text, HasHidden(text) ? s_visible : JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <summary>The text of a JSON string; null when it has half of a character, which JSON can write and no text can hold.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool HasHidden(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value > 0x7F && IsHidden(rune)) return true;
        return false;
    }

    /// <summary>Whether the text has characters that only an escape makes visible.</summary>
    public static bool HasHidden(ReadOnlySpan<byte> utf8)
    {
        while (utf8.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is >= 0 and var next)
        {
            utf8 = utf8[next..];
            Rune.DecodeFromUtf8(utf8, out var rune, out var consumed);
            if (IsHidden(rune)) return true;
            utf8 = utf8[consumed..];
        }

        return false;
    }

    private static JavaScriptEncoder Visible()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        for (var c = 0; c <= char.MaxValue; c++)
            if (!char.IsSurrogate((char)c) && IsHidden(new Rune(c))) settings.ForbidCharacter((char)c);
        return JavaScriptEncoder.Create(settings);
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse => true,
        // Joiners are part of emoji and of several scripts and cannot move anything.
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D or 0xAD),
        _ => false,
    };
}
