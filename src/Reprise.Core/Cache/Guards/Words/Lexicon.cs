using System.Collections.Frozen;

namespace Reprise.Cache.Guards.Words;

/// <summary>The lists of <see cref="Lists"/>, put together once: a word or its stem to what is known about it. Safe for any number of threads.</summary>
internal static class Lexicon
{
    private static readonly LexiconBuild s_build = LexiconBuild.FromLists();
    private static readonly FrozenDictionary<string, Lexeme> s_words = s_build.Words.ToFrozenDictionary(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, Lexeme>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_words.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<ulong, Lexeme> s_phrases = s_build.Phrases.ToFrozenDictionary();

    public static int Count => s_words.Count;

    /// <param name="word">In lower case, as written or as the stemmer left it.</param>
    public static Lexeme? Find(ReadOnlySpan<char> word) => s_lookup.TryGetValue(word, out var found) ? found : null;

    /// <summary>Two words that are one: New York.</summary>
    public static Lexeme? FindPhrase(ulong firstForm, ulong secondForm) => s_phrases.TryGetValue(PhraseKey(firstForm, secondForm), out var found) ? found : null;

    public static ulong PhraseKey(ulong firstForm, ulong secondForm) => KeyOf.Add(firstForm, secondForm);
}
