using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Reprise.Playback.Matching;

/// <summary>
/// Names a request by what counts in it: the order of properties, white space, escapes and whatever the rules ignore make no difference. Numbers are compared as
/// they are written. Takes any bytes.
/// </summary>
internal static class NormalisedKey
{
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = TapeJson.MaxBodyDepth };
    private static readonly JsonWriterOptions s_writing = new() { SkipValidation = true };

    public static TapeKey Of(TapeRequest request, MatchRules rules)
    {
        var output = new ArrayBufferWriter<byte>(request.Body.Length + 256);
        Put(output, request.Method);
        Put(output, request.Path);
        var parameters = TapeQuery.Parameters(TapeQuery.WithoutCredentials(request.Query)).Where(p => !rules.Parameters.Contains(p.Split('=', 2)[0], StringComparer.Ordinal));
        foreach (var parameter in parameters.Order(StringComparer.Ordinal)) Put(output, parameter);
        Put(output, "");
        if (!TryPutJson(output, request.Body, rules)) PutOther(output, request, rules);
        return TapeKey.OfBytes(output.WrittenSpan);
    }

    private static bool TryPutJson(ArrayBufferWriter<byte> output, ReadOnlyMemory<byte> body, MatchRules rules)
    {
        if (body.IsEmpty || !Utf8.IsValid(body.Span)) return false;
        try
        {
            using var document = JsonDocument.Parse(body, s_reading);
            using var writer = new Utf8JsonWriter(output, s_writing);
            Put(writer, document.RootElement, rules, AllOpen(rules), 0);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <param name="rules">What is ignored.</param>
    /// <param name="open">A bit for each pointer whose first segments led here.</param>
    /// <param name="depth">How many segments that were.</param>
    private static void Put(Utf8JsonWriter writer, JsonElement value, MatchRules rules, ulong open, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Select(static m => (Name: NameOf(m), m.Value)).OrderBy(static m => m.Name, StringComparer.Ordinal))
                {
                    var next = Follow(rules, open, depth, member.Name, out var ends);
                    if (ends) continue;
                    writer.WritePropertyName(member.Name);
                    Put(writer, member.Value, rules, next, depth + 1);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    var next = Follow(rules, open, depth, open == 0 ? "" : index.ToString(System.Globalization.CultureInfo.InvariantCulture), out var ends);
                    if (ends) writer.WriteNullValue();
                    else Put(writer, item, rules, next, depth + 1);
                    index++;
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Stable(TextOf(value), rules));
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Stable(value.GetRawText(), rules), skipInputValidation: true);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>A bit for each pointer.</summary>
    internal static ulong AllOpen(MatchRules? rules) => rules is null ? 0 : rules.Pointers.Length == 64 ? ulong.MaxValue : (1UL << rules.Pointers.Length) - 1;

    /// <summary>What of a single value counts, so that values that are the same have the same text.</summary>
    internal static string WhatCounts(JsonElement value, MatchRules? rules)
    {
        var text = value.ValueKind == JsonValueKind.String ? "\"" + TextOf(value) : value.GetRawText();
        return rules is null ? text : Stable(text, rules);
    }

    internal static ulong Follow(MatchRules? rules, ulong open, int depth, string segment, out bool ends)
    {
        ends = false;
        var next = 0UL;
        for (var i = 0; rules is not null && open != 0 && i < rules.Pointers.Length; i++)
        {
            var bit = 1UL << i;
            if ((open & bit) == 0 || rules.Pointers[i].Length <= depth || (rules.Pointers[i][depth] != "*" && rules.Pointers[i][depth] != segment)) continue;
            if (rules.Pointers[i].Length == depth + 1) ends = true;
            next |= bit;
        }

        return next;
    }

    /// <summary>A body that is no JSON. The boundary of a multipart body is made up anew for each request.</summary>
    private static void PutOther(ArrayBufferWriter<byte> output, TapeRequest request, MatchRules rules)
    {
        // Latin-1 has a character for every byte.
        var isText = Utf8.IsValid(request.Body.Span);
        var text = isText ? Encoding.UTF8.GetString(request.Body.Span) : Encoding.Latin1.GetString(request.Body.Span);
        if (BoundaryOf(request.ContentType) is { } boundary) text = text.Replace(boundary, "<boundary>", StringComparison.Ordinal);
        output.Write(Encoding.UTF8.GetBytes(isText ? Stable(text, rules) : text));
    }

    private static string? BoundaryOf(string? contentType)
    {
        if (contentType is null || !contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)) return null;
        var at = contentType.IndexOf("boundary=", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var value = contentType[(at + "boundary=".Length)..].Split(';')[0].Trim().Trim('"');
        return value.Length > 0 ? value : null;
    }

    private static string Stable(string text, MatchRules rules)
    {
        try
        {
            foreach (var volatileText in rules.Texts) text = volatileText.Replace(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // Compared as it is.
        }

        return text;
    }

    private static void Put(ArrayBufferWriter<byte> output, string text)
    {
        output.Write(Encoding.UTF8.GetBytes(text));
        output.Write("\n"u8);
    }

    internal static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair; its escape stands for it.
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }
}
