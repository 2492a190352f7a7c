using System.Text.Json;
using Reprise.Comparison;

namespace Reprise.Cache.Checks;

/// <summary>Compares two answers that are JSON, in a code block or bare: properties in any order, numbers by value, texts as texts.</summary>
internal static class JsonComparison
{
    /// <summary>Null when neither is JSON.</summary>
    public static (bool? Agrees, string Reason)? Compare(string one, string other)
    {
        using var first = JsonAnswer.Find(one, lenient: true);
        using var second = JsonAnswer.Find(other, lenient: true);
        if (first is null && second is null) return null;
        if (first is null || second is null) return (null, "one_is_json");
        try
        {
            return Compare(first.RootElement, second.RootElement) switch
            {
                true => (true, "same_json"),
                false => (false, "other_json"),
                null => (null, "json_in_other_words"),
            };
        }
        catch (InvalidOperationException)
        {
            // Half a letter, written as an escape.
            return (null, "broken_text");
        }
    }

    private static bool? Compare(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != other.ValueKind) return false;
        switch (one.ValueKind)
        {
            case JsonValueKind.Object:
                return CompareObjects(one, other);
            case JsonValueKind.Array:
                if (one.GetArrayLength() != other.GetArrayLength()) return false;
                return All(one.EnumerateArray().Zip(other.EnumerateArray(), Compare));
            case JsonValueKind.Number:
                return one.GetDouble().Equals(other.GetDouble());
            case JsonValueKind.String:
                return CompareTexts(one, other);
            default:
                return true;
        }
    }

    private static bool? CompareObjects(JsonElement one, JsonElement other)
    {
        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in other.EnumerateObject()) properties[property.Name] = property.Value;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        bool? all = true;
        foreach (var property in one.EnumerateObject())
        {
            if (!properties.TryGetValue(property.Name, out var value)) return false;
            seen.Add(property.Name);
            var agrees = Compare(property.Value, value);
            if (agrees is false) return false;
            if (agrees is null) all = null;
        }

        return seen.Count == properties.Count ? all : false;
    }

    /// <summary>A word or two must be the same; sentences may be worded otherwise.</summary>
    private static bool? CompareTexts(JsonElement one, JsonElement other)
    {
        var first = ComparedText.Of(one.GetString() ?? "");
        var second = ComparedText.Of(other.GetString() ?? "");
        if (first.Plain == second.Plain) return true;
        const int fewWords = 3;
        return first.Words.Count <= fewWords && second.Words.Count <= fewWords ? false : null;
    }

    private static bool? All(IEnumerable<bool?> results)
    {
        bool? all = true;
        foreach (var agrees in results)
        {
            if (agrees is false) return false;
            if (agrees is null) all = null;
        }

        return all;
    }
}
