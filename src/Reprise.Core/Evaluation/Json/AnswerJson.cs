using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Reprise.Comparison;

namespace Reprise.Evaluation.Json;

/// <summary>Reads an answer that is JSON.</summary>
internal static class AnswerJson
{
    /// <summary>Deeper than this nobody nests on purpose.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a text that is one JSON value, bare or as the one code block of a Markdown text. Every text in it can be read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="json">The value.</param>
    /// <param name="why">Why it is none.</param>
    /// <param name="fenced">Whether a code block will do.</param>
    public static bool TryRead(string text, out JsonElement json, [NotNullWhen(false)] out string? why, bool fenced = true)
    {
        json = default;
        try
        {
            using var document = JsonDocument.Parse(fenced ? JsonAnswer.Unfenced(text) : text, s_reading);
            if (!IsReadable(text, document.RootElement))
            {
                why = "the JSON of the answer holds half a letter";
                return false;
            }

            (json, why) = (document.RootElement.Clone(), null);
            return true;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            why = e is JsonException { LineNumber: { } line, BytePositionInLine: { } place } ? $"the answer is no JSON from line {line + 1}, byte {place + 1} on" : "the answer is no JSON";
            return false;
        }
    }

    /// <summary>Whether every text and name can be read. An escape may name half a letter, over which every reader would fall later.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="json">The same, read.</param>
    public static bool IsReadable(string text, JsonElement json) => !text.Contains(@"\ud", StringComparison.OrdinalIgnoreCase) || IsReadable(json);

    private static bool IsReadable(JsonElement json)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.String => json.GetString() is not null,
                JsonValueKind.Array => json.EnumerateArray().All(IsReadable),
                JsonValueKind.Object => json.EnumerateObject().All(static property => property.Name is not null && IsReadable(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
