using System.Text;
using System.Text.Json;
using Reprise.Comparison;

namespace Reprise.Evaluation.Json;

/// <summary>Compares JSON values: properties in any order, numbers by value. Expects values whose texts can be read (<see cref="AnswerJson"/>).</summary>
internal static class JsonValues
{
    public static bool Equal(JsonElement one, JsonElement other) => JsonEquality.AreEqual(one, other);

    /// <summary>Whether a value has everything that is expected: an object may have more properties.</summary>
    /// <param name="expected">What it should have.</param>
    /// <param name="value">The value.</param>
    /// <param name="exactly">Whether it may have nothing else.</param>
    public static bool Covers(JsonElement expected, JsonElement value, bool exactly = false)
    {
        if (exactly || expected.ValueKind != value.ValueKind) return Equal(expected, value);
        return expected.ValueKind switch
        {
            JsonValueKind.Object => expected.EnumerateObject().All(property => value.TryGetProperty(property.Name, out var found) && Covers(property.Value, found)),
            JsonValueKind.Array => expected.GetArrayLength() == value.GetArrayLength() && expected.EnumerateArray().Zip(value.EnumerateArray()).All(static pair => Covers(pair.First, pair.Second)),
            _ => Equal(expected, value),
        };
    }

    /// <summary>One text for all equal values.</summary>
    public static string Canonical(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var property in value.EnumerateObject().OrderBy(static property => property.Name, StringComparer.Ordinal))
                {
                    WriteText(text, property.Name);
                    Write(text, property.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray()) Write(text, item);
                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteText(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(JsonNumber.Canonical(value.GetRawText())).Append(',');
                break;
            default:
                text.Append(value.ValueKind).Append(',');
                break;
        }
    }

    /// <summary>With its length before it, so that no text can look like the end of another.</summary>
    private static void WriteText(StringBuilder text, string written) => text.Append(written.Length).Append(':').Append(written);
}
