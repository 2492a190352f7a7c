using System.Collections.Frozen;

namespace Reprise.Cache.Guards.Reading;

/// <summary>Negated verbs written as one word: dont, cannot, wont.</summary>
internal static class Contractions
{
    private static readonly FrozenDictionary<string, string> s_words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["dont"] = "do", ["doesnt"] = "does", ["didnt"] = "did", ["isnt"] = "is", ["arent"] = "are", ["wasnt"] = "was", ["werent"] = "were", ["wont"] = "will", ["cant"] = "can", ["cannot"] = "can",
        ["couldnt"] = "could", ["shouldnt"] = "should", ["wouldnt"] = "would", ["havent"] = "have", ["hasnt"] = "has", ["hadnt"] = "had", ["aint"] = "is", ["mustnt"] = "must", ["neednt"] = "need",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <returns>The verb that is denied; null when the word is none of these.</returns>
    public static string? Negated(ReadOnlySpan<char> word) => word.Length is >= 4 and <= 8 && (word[^1] | 0x20) == 't' && s_lookup.TryGetValue(word, out var verb) ? verb : null;
}
