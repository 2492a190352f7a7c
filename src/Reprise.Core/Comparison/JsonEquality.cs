using System.Text.Json;

namespace Reprise.Comparison;

/// <summary>
/// Whether two JSON values are equal: properties in any order (of a name that comes twice the last counts), numbers by value, texts by what they say. Never throws on
/// any value, as a number with a huge power of ten or half a letter makes the platform's own do.
/// </summary>
internal static class JsonEquality
{
    public static bool AreEqual(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != other.ValueKind) return false;
        return one.ValueKind switch
        {
            JsonValueKind.Object => AreObjectsEqual(one, other),
            JsonValueKind.Array => AreListsEqual(one, other),
            JsonValueKind.Number => JsonNumber.AreEqual(one.GetRawText(), other.GetRawText()),
            JsonValueKind.String => string.Equals(JsonAnswer.Of(one), JsonAnswer.Of(other), StringComparison.Ordinal),
            _ => true,
        };
    }

    private static bool AreObjectsEqual(JsonElement one, JsonElement other)
    {
        var (before, after) = (JsonAnswer.Properties(one), JsonAnswer.Properties(other));
        if (before.Count != after.Count) return false;
        foreach (var (name, value) in before)
        {
            if (!after.TryGetValue(name, out var there) || !AreEqual(value, there)) return false;
        }

        return true;
    }

    private static bool AreListsEqual(JsonElement one, JsonElement other)
    {
        if (one.GetArrayLength() != other.GetArrayLength()) return false;
        using var before = one.EnumerateArray();
        using var after = other.EnumerateArray();
        while (before.MoveNext() && after.MoveNext())
        {
            if (!AreEqual(before.Current, after.Current)) return false;
        }

        return true;
    }
}
