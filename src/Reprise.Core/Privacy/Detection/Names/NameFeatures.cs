using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Names;

/// <summary>What the name model sees of a word: what the lexicon says, how it is written, pieces of it, and its neighbours. Every feature is a place in a table of weights.</summary>
internal static class NameFeatures
{
    /// <summary>How many weights there are.</summary>
    public const int Size = 1 << 14;

    /// <summary>Most features of a word.</summary>
    public const int Most = 64;
    private const int LongestWord = 24;

    private const WordKinds Geography = WordKinds.Country | WordKinds.Place;
    private const WordKinds Street = WordKinds.StreetEnd | WordKinds.StreetStart | WordKinds.Unit;

    /// <summary>Whether a word can be part of a name at all. Ordinary words that are no name cost nothing.</summary>
    public static bool MayBeName(Passage passage, int i)
    {
        var token = passage.Tokens[i];
        if (token.Kind is not TokenKind.Word || token.Length is < 2 or > LongestWord) return false;
        var named = token.Is(WordKinds.GivenName | WordKinds.Surname);
        if (token.Case is TokenCase.Lower) return !token.Is(WordKinds.Common) && (named || token.Words == WordKinds.None && token.Length > 2 && passage.Text[token.Start] < 0x250 && (IsNameBeside(passage, i - 1) || IsNameBeside(passage, i + 1) || IsIntroduced(passage, i)));
        if (i > 0 && passage.Tokens[i - 1].Is(WordKinds.Title) && !token.Is(WordKinds.Title) && passage.Gap(i - 1) is " " or ". " or ".") return true;
        return named || !token.Is(WordKinds.Common | WordKinds.Title | WordKinds.Month | WordKinds.Day);
    }

    public static int Collect(Passage passage, int i, Span<ushort> into)
    {
        var tokens = passage.Tokens;
        var token = tokens[i];
        var count = 0;
        var lexicon = ClassOf(token);
        var before = Neighbour(passage, i, -1, out var wordBefore);
        var after = Neighbour(passage, i, 1, out var wordAfter);

        // 1. The word itself.
        Add(into, ref count, 1, lexicon, (uint)token.Case);
        Add(into, ref count, 2, (uint)Math.Min(token.Length, 12), (uint)token.Case);
        Add(into, ref count, 3, lexicon, before);
        Add(into, ref count, 4, lexicon, after);
        Add(into, ref count, 5, before, after);

        // 2. Its neighbours.
        Add(into, ref count, 6, before, (uint)token.Case);
        Add(into, ref count, 7, after, (uint)token.Case);
        if (wordBefore != 0) Add(into, ref count, 8, wordBefore, 0);
        if (wordAfter != 0) Add(into, ref count, 9, wordAfter, 0);
        if (wordBefore != 0 && i > 1 && tokens[i - 2].Is(WordKinds.Common)) Add(into, ref count, 10, wordBefore, WordOf(passage, i - 2));
        if (i > 1) Add(into, ref count, 11, ClassOf(tokens[i - 2]), before);
        if (i + 2 < tokens.Length) Add(into, ref count, 12, ClassOf(tokens[i + 2]), after);

        // 3. Its pieces.
        Span<char> letters = stackalloc char[LongestWord + 2];
        letters[0] = '^';
        var length = 1;
        foreach (var character in passage.Of(i)) letters[length++] = Letters.Fold(character);
        letters[length++] = '$';
        for (var at = 0; at + 3 <= length; at++) Add(into, ref count, 13, letters[at] | (uint)letters[at + 1] << 16, letters[at + 2]);
        for (var tail = 3; tail <= 5 && tail < length; tail++) Add(into, ref count, 14, (uint)WordHash.Of(letters[(length - tail)..length]), 0);
        if (length > 5) Add(into, ref count, 15, (uint)WordHash.Of(letters[..4]), 0);
        return count;
    }

    /// <summary>What is known about a word, in a few bits.</summary>
    private static uint ClassOf(in Token token)
    {
        var words = token.Words;
        uint kind = 0;
        if ((words & WordKinds.GivenName) != WordKinds.None) kind |= 1;
        if ((words & WordKinds.Surname) != WordKinds.None) kind |= 2;
        if ((words & WordKinds.Common) != WordKinds.None) kind |= 4;
        if ((words & Geography) != WordKinds.None) kind |= 8;
        if ((words & (WordKinds.Brand | WordKinds.Organisation)) != WordKinds.None) kind |= 16;
        if ((words & Street) != WordKinds.None) kind |= 32;
        if ((words & WordKinds.Title) != WordKinds.None) kind |= 64;
        if ((words & WordKinds.Particle) != WordKinds.None) kind |= 128;
        if ((words & (WordKinds.Month | WordKinds.Day)) != WordKinds.None) kind |= 256;
        return kind | (uint)token.Case << 10 | (uint)token.Kind << 13;
    }

    /// <summary>A neighbour by its class and by what stands between, and its own hash where it is an ordinary word.</summary>
    private static uint Neighbour(Passage passage, int i, int step, out uint word)
    {
        word = 0;
        var other = i + step;
        if (other < 0) return passage.Tokens[i].Start == 0 ? 1u : 2u;
        if (other >= passage.Tokens.Length) return passage.Tokens[i].End == passage.Text.Length ? 3u : 4u;
        var gap = passage.Gap(Math.Min(i, other));
        var between = GapOf(gap);
        var token = passage.Tokens[other];

        // The full stop of "Dr." and of an initial ends no sentence.
        if (between == 4 && step < 0 && (token.Length == 1 || token.Is(WordKinds.Title) && token.Length <= 4)) between = 1;
        if (between is 0 or 1 && token.Is(WordKinds.Common)) word = WordOf(passage, other);

        // Behind a full stop or in another line a neighbour says little, so it goes by a coarse class.
        var kind = between >= 4 ? (token.IsCapitalised ? 1u : 0u) : ClassOf(token);
        return (kind << 4 | between) + 8;
    }

    private static uint GapOf(ReadOnlySpan<char> gap)
    {
        if (gap is " ") return 0;
        if (gap is "-" or "'" or "’" or "." or ". ") return gap[0] is '-' ? 2u : gap[0] is '.' ? 4u : 3u;
        if (gap.ContainsAny('\n', '\r')) return 5;
        if (gap.ContainsAny('.', '!', '?')) return 4;
        if (gap.IndexOfAny("@#/_") >= 0) return 6;
        if (gap.ContainsAny(',', ';')) return 7;
        if (gap.Contains(':')) return 8;
        if (gap.IndexOfAny("\"“”'") >= 0) return 9;
        return gap.ContainsAny('(', ')') ? 10u : 1u;
    }

    private static uint WordOf(Passage passage, int i) => (uint)WordHash.Of(passage.Of(i)) | 1;

    private static bool IsNameBeside(Passage passage, int i) =>
        i >= 0 && i < passage.Tokens.Length && passage.Tokens[i].Is(WordKinds.GivenName | WordKinds.Surname | WordKinds.Title) && !passage.Tokens[i].Is(WordKinds.Common);

    /// <summary>Behind "name is", "call me", "called".</summary>
    private static bool IsIntroduced(Passage passage, int i)
    {
        if (i < 2 || passage.Gap(i - 1) is not " ") return false;
        var one = passage.Of(i - 1);
        var two = passage.Of(i - 2);
        return Equal(one, "is") && Equal(two, "name") || Equal(one, "me") && Equal(two, "call") || Equal(one, "called") && Equal(two, "am");
    }

    private static bool Equal(ReadOnlySpan<char> word, ReadOnlySpan<char> other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static void Add(Span<ushort> into, ref int count, uint group, uint first, uint second)
    {
        if (count == into.Length) return;
        var hash = (first * 0x9E3779B97F4A7C15UL ^ second) * 0xD6E8FEB86659FD93UL + group * 0xC2B2AE3D27D4EB4FUL;
        hash ^= hash >> 29;
        hash *= 0xBF58476D1CE4E5B9UL;
        into[count++] = (ushort)(hash >> (64 - 14));
    }
}
