using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>Makes a token of one word: folds its case and accents, finds it in the lists or takes its endings off.</summary>
internal static class WordReader
{
    private const int LongestWord = 48;
    private static readonly string[] s_prefixes = ["un", "in", "im", "il", "ir", "dis", "non", "mis"];

    /// <param name="word">Letters, and apostrophes already taken off.</param>
    /// <param name="flags">What the scanner saw of it.</param>
    /// <param name="start">Where it stands.</param>
    public static Token Read(ReadOnlySpan<char> word, TokenFlags flags, int start)
    {
        var token = new Token { Flags = flags, Start = start, Length = word.Length };
        if (word.Length > LongestWord)
        {
            token.Key = token.Form = KeyOf.Letters(word);
            return token;
        }

        Span<char> letters = stackalloc char[LongestWord + 2];
        for (var i = 0; i < word.Length; i++) letters[i] = Folding.Fold(word[i]);
        var length = word.Length;
        token.Form = KeyOf.Text(letters[..length]);
        Find(letters, length, ref token);
        if (token.Lexeme is null || !token.Is(WordFlags.Stop | WordFlags.NoPrefix | WordFlags.Negation)) ReadAffix(letters, length, ref token);
        return token;
    }

    private static void Find(Span<char> letters, int length, ref Token token)
    {
        if ((token.Flags & TokenFlags.Acronym) != TokenFlags.None)
        {
            letters[length] = '_';
            if (Lexicon.Find(letters[..(length + 1)]) is { } acronym)
            {
                (token.Lexeme, token.Key) = (acronym, acronym.Key);
                return;
            }
        }

        var found = Lexicon.Find(letters[..length]);
        Span<char> stem = stackalloc char[LongestWord + 2];
        if (found is null)
        {
            letters[..length].CopyTo(stem);
            var stemLength = Stemmer.Stem(stem, length);
            found = Lexicon.Find(stem[..stemLength]);
            if (found is null)
            {
                token.Key = KeyOf.Text(stem[..stemLength]);
                return;
            }
        }

        // An acronym is not the small word it looks like: IT, US.
        if ((token.Flags & TokenFlags.Acronym) != TokenFlags.None && length <= 3 && (found.Flags & WordFlags.Stop) != WordFlags.None && (letters[0] != 'i' || length > 1))
        {
            token.Key = KeyOf.Add(token.Form, '_');
            return;
        }

        (token.Lexeme, token.Key) = (found, found.Key);
    }

    private static void ReadAffix(Span<char> letters, int length, ref Token token)
    {
        var word = letters[..length];
        foreach (var prefix in s_prefixes)
        {
            if (length - prefix.Length < 3 || !word.StartsWith(prefix)) continue;
            (token.Bare, token.BareDenies) = (KeyOfRest(word[prefix.Length..], out var known), true);
            // Almost all words in un- are contraries, also of words in no list.
            token.BareKnown = known || prefix is "un" && length >= 7 && !word.StartsWith("under") && word[2] != 'i';
            return;
        }

        // useless and useful both lead to use; the shorter forms too: uselessly, carefulness.
        if (word.EndsWith("ness") || word.EndsWith("ly")) word = word[..^(word[^1] == 's' ? 4 : 2)];
        if (word.Length > 6 && word.EndsWith("less")) (token.Bare, token.BareDenies) = (KeyOfRest(word[..^4], out _), true);
        else if (word.Length > 5 && word.EndsWith("ful")) token.Bare = KeyOfRest(word[..^3], out _);
    }

    private static ulong KeyOfRest(ReadOnlySpan<char> rest, out bool known)
    {
        Span<char> stem = stackalloc char[LongestWord + 2];
        rest.CopyTo(stem);
        var found = Lexicon.Find(rest);
        var length = found is null ? Stemmer.Stem(stem, rest.Length) : 0;
        found ??= Lexicon.Find(stem[..length]);
        known = found is not null && rest.Length > 3 && (found.Flags & (WordFlags.Auxiliary | WordFlags.Directed | WordFlags.Symmetric | WordFlags.Pronoun)) == WordFlags.None;
        return found?.Key ?? KeyOf.Text(stem[..length]);
    }
}
