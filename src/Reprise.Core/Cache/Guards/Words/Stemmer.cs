using System.Buffers;

namespace Reprise.Cache.Guards.Words;

/// <summary>
/// Takes the endings of English words off, so that forms of one word get one key: files and file, caching and cached and cache. Small on purpose: what it leaves
/// need not be a word, and forms it cannot know stand in <see cref="Lists.Irregular"/>.
/// </summary>
internal static class Stemmer
{
    private static readonly SearchValues<char> s_vowels = SearchValues.Create("aeiouy");

    /// <summary>Shortens a lower-case word in place and returns its new length.</summary>
    /// <param name="word">At least as long as the word, and one character more.</param>
    /// <param name="length">Of the word.</param>
    public static int Stem(Span<char> word, int length)
    {
        if (length <= 3 || !char.IsAsciiLetterLower(word[0])) return length <= 2 ? length : Finish(word, Plural(word, length));
        if (IsWhole(word[..length])) return length;
        length = Plural(word, length);
        length = Participle(word, length);
        if (length > 6 && Ends(word, length, "iest")) length -= 3;
        if (length > 5 && Ends(word, length, "ly") && !Ends(word, length, "pply")) length -= 2;
        return Finish(word, length);
    }

    /// <summary>Look like forms of other words.</summary>
    private static bool IsWhole(ReadOnlySpan<char> word) => word is "news" or "evening" or "meaning" or "united" or "being" or "during" or "lens" or "always" or "perhaps" or "morning"
        or "wedding" or "hardly" or "barely" or "scarcely" or "rarely" or "nearly" or "partly" or "merely" or "solely" or "lately" or "mostly" or "falsely" or "wrongly" or "highly" or "strictly";

    private static int Plural(Span<char> word, int length)
    {
        if (length < 4 || word[length - 1] != 's') return length;
        if (Ends(word, length, "ies")) return length > 4 ? length - 2 : length - 1;
        if (Ends(word, length, "sses") || Ends(word, length, "xes") || Ends(word, length, "ches") || Ends(word, length, "shes") || Ends(word, length, "zzes")) return length - 2;
        return word[length - 2] is 's' or 'u' or 'i' ? length : length - 1;
    }

    private static int Participle(Span<char> word, int length)
    {
        var cut = Ends(word, length, "ing") ? 3 : Ends(word, length, "ed") && !Ends(word, length, "eed") ? 2 : 0;
        if (cut == 0 || length - cut < 2 || !HasVowel(word[..(length - cut)])) return length;
        length -= cut;
        if (length == 2) return word[0] is 'u' && word[1] is 's' ? WithE(word, length) : length + cut;
        if (length > 3 && word[length - 1] == word[length - 2] && word[length - 1] is not ('l' or 's' or 'z' or 'e' or 'o')) return length - 1;
        return LostE(word[..length]) ? WithE(word, length) : length;
    }

    private static int Finish(Span<char> word, int length)
    {
        if (length > 4 && word[length - 1] == 'e' && !LostE(word[..(length - 1)])) length--;
        if (length > 5 && word[length - 1] == word[length - 2]) length--;
        if (length > 5 && Ends(word, length, "is")) word[length - 1] = 'z';
        if (length > 5 && Ends(word, length, "our")) word[--length - 1] = 'r';
        if (length > 2 && word[length - 1] == 'y' && !Vowel(word[length - 2])) word[length - 1] = 'i';
        return length;
    }

    /// <summary>
    /// Whether a root of one syllable was written with an e at its end: "plan" doubles its last letter before "ing", so "planing" comes from "plane".
    /// </summary>
    private static bool LostE(ReadOnlySpan<char> root)
    {
        if (root.Length < 3 || Vowel(root[^1]) || root[^1] is 'w' or 'x' or 'y' || !Vowel(root[^2])) return false;
        var before = root.Length - 3;
        if (Vowel(root[before]) && !(root[before] == 'u' && before > 0 && root[before - 1] == 'q')) return false;
        for (var i = 0; i < before; i++)
        {
            if (root[i] is 'a' or 'e' or 'i' or 'o' or 'y' || root[i] == 'u' && (i == 0 || root[i - 1] != 'q')) return false;
        }

        return true;
    }

    private static int WithE(Span<char> word, int length)
    {
        word[length] = 'e';
        return length + 1;
    }

    private static bool Ends(Span<char> word, int length, string ending) => length > ending.Length && word[..length].EndsWith(ending);

    private static bool HasVowel(ReadOnlySpan<char> word) => word.IndexOfAny(s_vowels) >= 0;

    private static bool Vowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';
}
