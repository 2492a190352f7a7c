using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Reprise.Comparison;

/// <summary>Texts that are JSON, read without ever throwing.</summary>
internal static class JsonAnswer
{
    private const int MaxDepth = 128;

    /// <summary>
    /// An object or a list, bare or in one code block; null when the text is none. A bare number, text or <c>true</c> is compared as text: every one-word answer
    /// would be JSON else.
    /// </summary>
    /// <param name="text">Any.</param>
    /// <param name="lenient">Whether a comma before a closing bracket is forgiven.</param>
    public static JsonDocument? Find(string text, bool lenient = false)
    {
        text = Unfenced(text);
        return text.StartsWith('{') || text.StartsWith('[') ? FindAny(text, lenient) : null;
    }

    /// <summary>What stands in the one code block of a Markdown text; the text itself where it is none.</summary>
    public static string Unfenced(string text)
    {
        text = text.Trim();
        return text.StartsWith("```", StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var line && text.EndsWith("```", StringComparison.Ordinal) && line < text.Length - 3
            ? text[(line + 1)..^3].Trim() : text;
    }

    /// <summary>Any JSON value; null when the text is none.</summary>
    public static JsonDocument? FindAny(string? text, bool lenient = false)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowTrailingCommas = lenient });
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The text of a string; as it is written where it holds half a letter as an escape.</summary>
    public static string Of(JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText();
        }
    }

    /// <inheritdoc cref="Of(JsonElement)"/>
    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));
        }
    }

    /// <summary>The properties by name; of a name that comes twice the last counts, as for most readers.</summary>
    public static Dictionary<string, JsonElement> Properties(JsonElement value)
    {
        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject()) properties[NameOf(property)] = property.Value;
        return properties;
    }
}
