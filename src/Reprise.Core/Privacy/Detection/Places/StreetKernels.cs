using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Places;

/// <summary>Streets with their number: "12 Long Road", "Via Lunga 12", "12 rue Longue", "Langestraat 12".</summary>
internal static class StreetKernels
{
    private const int MostWords = 6;

    private static readonly string[] Endings =
    [
        "straat", "strasse", "stras", "gasse", "weg", "platz", "allee", "damm", "ufer", "gata", "gatan", "gaten", "gate", "vagen", "veien", "vegen", "vejen", "vej", "gade", "torv", "alle", "stien", "svingen", "bakken", "parken", "ringen", "backen", "grand",
        "katu", "tie", "kuja", "polku", "rinne", "kaari", "laan", "plein", "gracht", "kade", "singel", "dreef", "steenweg", "dijk", "pad", "hof", "utca", "ulice", "ova", "ska", "street", "road", "braut", "vegur", "gotu", "heidi", "holt", "vogur", "skeid", "vagur", "berg", "maantee", "puiestee", "zi",
    ];

    /// <summary>A word that begins a street's name, with a number before it or behind the name.</summary>
    public static Kernel Beginning(Passage passage, int i, int from, AddressContext context)
    {
        var tokens = passage.Tokens;
        var numbered = i > from && IsHouseNumber(passage, i - 1) && passage.Gap(i - 1) is " " or ", ";
        var last = i;
        var number = -1;
        var named = false;
        for (var at = i + 1; at < tokens.Length && at <= i + MostWords; at++)
        {
            var gap = passage.Gap(at - 1);
            if (gap is not (" " or ". " or ", " or "-" or "'" or "’" or "/ " or " n. " or " nº " or "\u00a0")) break;
            if (tokens[at].IsNumber || tokens[at].Kind is TokenKind.Mixed)
            {
                if (!IsHouseNumber(passage, at)) break;
                number = at;
                break;
            }

            if (gap is ", ") break;
            if (tokens[at].Case is TokenCase.Lower && !tokens[at].Is(WordKinds.Particle | WordKinds.StreetStart) && tokens[i].Case is not TokenCase.Lower) break;
            if (tokens[at].Case is TokenCase.Lower && tokens[at].Is(WordKinds.Common) && tokens[at].Length > 3) break;
            if (tokens[at].Is(WordKinds.Unit) && Boxes.IsNumberBehind(passage, at)) break;
            if (tokens[at].Length > 1 && tokens[at].Case is not TokenCase.Lower || tokens[i].Case is TokenCase.Lower) named = true;
            last = at;
        }

        if (!named) return default;
        if (number >= 0 && tokens[i].Length > 1 | context.IsNear(i) | numbered) return new Kernel(numbered ? i - 1 : i, number, context.IsNear(i) ? 0.9 : 0.8);
        if (!numbered || last == i || tokens[i].Length == 1 && !context.IsNear(i)) return default;

        // "12 place" and "3 via" stand in all kinds of sentences when they are written small.
        return tokens[i].Case is TokenCase.Lower && tokens[i].Is(WordKinds.Common) && !context.IsNear(i) ? default : new Kernel(i - 1, last, 0.8);
    }

    /// <summary>A word that ends a street's name, with a number before the name or right behind it.</summary>
    public static Kernel Ending(Passage passage, int i, int from, AddressContext context)
    {
        var tokens = passage.Tokens;
        var small = tokens[i].Case is TokenCase.Lower;
        if (small && tokens[i].Is(WordKinds.Common) && !context.IsNear(i)) return default;
        var names = 0;
        var first = i;
        for (var at = i - 1; at >= from && at >= i - 5; at--)
        {
            if (passage.Gap(at) is not (" " or ". " or "-" or "'" or "’")) break;
            if (IsHouseNumber(passage, at) && !tokens[at].Is(WordKinds.Common))
            {
                if (names == 0 || IsYear(passage, at)) break;
                return new Kernel(at, i, 0.88);
            }

            if (tokens[at].Kind is not TokenKind.Word && !IsOrdinal(passage, at)) break;
            if (tokens[at].IsWord && tokens[at].Case is TokenCase.Lower && !tokens[at].Is(WordKinds.Particle) && (!small || tokens[at].Is(WordKinds.Common))) break;
            names++;
            first = at;
        }

        // "Lange Strasse 12": English kinds of streets do not have their number there.
        if (names == 0 || i + 1 >= tokens.Length || !IsHouseNumber(passage, i + 1) || passage.Gap(i) is not (" " or ". ")) return default;
        if (tokens[i].Is(WordKinds.Common) && tokens[i].Length > 2 || tokens[i].Length == 1 && !context.IsNear(i)) return context.IsNear(i) && !small ? new Kernel(first, i + 1, 0.6) : default;
        return new Kernel(first, i + 1, context.IsNear(i) ? 0.85 : 0.7);
    }

    /// <summary>A word that has the kind of street in its end, with the number behind it.</summary>
    public static Kernel Compound(Passage passage, int i, int from, AddressContext context)
    {
        var tokens = passage.Tokens;
        if (i + 1 >= tokens.Length || !IsHouseNumber(passage, i + 1) || passage.Gap(i) is not " ") return default;
        if (tokens[i].Case is TokenCase.Lower && !context.IsNear(i) || !HasEnding(passage.Of(i))) return default;
        var first = i;
        while (first > from && i - first < 3 && passage.Gap(first - 1) is " " or "-" && tokens[first - 1] is { Kind: TokenKind.Word, Length: > 1 } && tokens[first - 1].IsCapitalised && !tokens[first - 1].Is(WordKinds.Common)) first--;
        return new Kernel(first, i + 1, context.IsNear(i) ? 0.85 : 0.7);
    }

    /// <summary>Up to five digits, perhaps with a letter behind.</summary>
    public static bool IsHouseNumber(Passage passage, int i)
    {
        var token = passage.Tokens[i];
        if (token.IsNumber) return token.Length <= 5 && passage.At(token.End) is not '%' && !(passage.At(token.End) is '.' or ':' && char.IsDigit(passage.At(token.End + 1)));
        return token.Kind is TokenKind.Mixed && token.Length <= 5 && char.IsAsciiLetter(passage.Text[token.End - 1]) && !passage.Of(i)[..^1].ContainsAnyExceptInRange('0', '9');
    }

    private static bool HasEnding(ReadOnlySpan<char> word)
    {
        Span<char> tail = stackalloc char[8];
        var length = Math.Min(8, word.Length - 1);
        for (var i = 0; i < length; i++) tail[i] = Letters.Fold(word[word.Length - length + i]);
        foreach (var ending in Endings)
        {
            if (length >= ending.Length && tail[(length - ending.Length)..length].SequenceEqual(ending)) return true;
        }

        return false;
    }

    private static bool IsOrdinal(Passage passage, int i) => passage.Tokens[i] is { Kind: TokenKind.Mixed, Length: <= 5 } && char.IsAsciiDigit(passage.Of(i)[0]);

    /// <summary>"in 1999 Wall Street" is no address.</summary>
    private static bool IsYear(Passage passage, int i) =>
        passage.Tokens[i].Length == 4 && passage.Of(i)[..2] is "19" or "20" && i > 0 && passage.Of(i - 1) is "in" or "In" or "since" or "Since" or "by" or "By" or "of" or "from" or "From" or "until" or "during";
}
