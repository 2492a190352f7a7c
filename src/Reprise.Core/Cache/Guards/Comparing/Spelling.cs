using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>Whether a word stands in the other text under another spelling: joined or apart, misspelled, as initials or written out.</summary>
internal static class Spelling
{
    private const int MostWords = 200;

    public static bool Matches(PreparedText text, int place, PreparedText other)
    {
        ref readonly var token = ref text.Tokens[place];
        var word = text.Text.AsSpan(token.Start, Math.Min(token.Length, text.Text.Length - token.Start));
        var tokens = other.Tokens;
        if (tokens.Length > MostWords || word.Length > 64) return false;
        if (word.Length is >= 2 and <= 6 && IsInitials(word, other)) return true;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Has(TokenFlags.Number)) continue;
            var candidate = other.Text.AsSpan(tokens[i].Start, tokens[i].Length);
            if (Near(word, candidate)) return true;
            if (i + 1 < tokens.Length && Joined(word, candidate, other.Text.AsSpan(tokens[i + 1].Start, tokens[i + 1].Length))) return true;
        }

        // Written out here, initials there.
        return StandsForInitials(text, place, other);
    }

    /// <summary>One letter more, less or other in a word of at least six, the first the same; or the longer begins with the shorter.</summary>
    public static bool Near(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.Length > b.Length)
        {
            var longer = a;
            a = b;
            b = longer;
        }

        if (a.Length < 5 || Fold(a[0]) != Fold(b[0])) return false;
        var head = 0;
        while (head < a.Length && Fold(a[head]) == Fold(b[head])) head++;
        var tail = 0;
        while (tail < a.Length - head && Fold(a[^(tail + 1)]) == Fold(b[^(tail + 1)])) tail++;
        // technology and tech, architecture and architectural: one root.
        if (head >= 5 && head * 5 >= b.Length * 3) return true;
        var left = a.Length - head - tail;
        if (left == 0) return b.Length - a.Length <= 2;
        // One other letter, or two exchanged.
        return b.Length == a.Length && (left == 1 && a.Length >= 6 || left == 2 && Fold(a[head]) == Fold(b[head + 1]) && Fold(a[head + 1]) == Fold(b[head]));
    }

    private static bool Joined(ReadOnlySpan<char> word, ReadOnlySpan<char> first, ReadOnlySpan<char> second) =>
        word.Length == first.Length + second.Length && word.StartsWith(first, StringComparison.OrdinalIgnoreCase) && word.EndsWith(second, StringComparison.OrdinalIgnoreCase);

    private static bool IsInitials(ReadOnlySpan<char> initials, PreparedText other)
    {
        var tokens = other.Tokens;
        for (var i = 0; i + initials.Length <= tokens.Length; i++)
        {
            var all = true;
            for (var k = 0; k < initials.Length && all; k++) all = Fold(other.Text[tokens[i + k].Start]) == Fold(initials[k]);
            if (all) return true;
        }

        return false;
    }

    private static bool StandsForInitials(PreparedText text, int place, PreparedText other)
    {
        foreach (ref readonly var token in other.Tokens.AsSpan())
        {
            if (!token.Has(TokenFlags.Acronym) || token.Length is < 2 or > 6 || token.Lexeme is { } lexeme && (lexeme.Flags & WordFlags.Stop) != WordFlags.None) continue;
            for (var at = Math.Max(0, place - token.Length + 1); at <= place && at + token.Length <= text.Tokens.Length; at++)
            {
                var all = true;
                for (var k = 0; k < token.Length && all; k++) all = Fold(text.Text[text.Tokens[at + k].Start]) == Fold(other.Text[token.Start + k]);
                if (all) return true;
            }
        }

        return false;
    }

    private static char Fold(char c) => Folding.Fold(c);
}
