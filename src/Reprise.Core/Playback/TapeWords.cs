using System.Text.Json;

namespace Reprise.Playback;

/// <summary>Text of others within messages of ours: short, on one line, with everything visible.</summary>
internal static class TapeWords
{
    public static string Visible(string text, int maxLength)
    {
        var cut = text.Length > maxLength ? text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)] : text;
        var encoded = TapeJson.Text(cut).Value.Replace("\\\"", "\"", StringComparison.Ordinal);
        return text.Length > maxLength ? encoded + "…" : encoded;
    }

    /// <summary>A JSON value as it stands, shortened.</summary>
    public static string Visible(JsonElement value, int maxLength) => Visible(value.GetRawText(), maxLength);
}
