using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Places;

/// <summary>Widens the kernel of an address over the numbers before it, and the flat, town, state, postcode and country behind it.</summary>
internal static class AddressEnds
{
    private const int MostWords = 14;

    public static (int First, int Last) Widen(Passage passage, int first, int last, int from)
    {
        var tokens = passage.Tokens;
        while (first > from && tokens[first - 1] is { IsNumber: true, Length: <= 6 } && passage.Gap(first - 1) is " " or "\n" or "\n " or ", ") first--;
        var small = true;
        for (var i = first; i <= last; i++) small &= !tokens[i].IsCapitalised;
        for (var words = 0; words < MostWords && last + 1 < tokens.Length; words++)
        {
            var next = last + 1;
            if (!Joins(passage.Gap(last), tokens[last])) break;
            if (tokens[next].Is(WordKinds.Unit) && Boxes.IsNumberBehind(passage, next))
            {
                last = next + 1;
                continue;
            }

            if (!IsPart(passage, next, small)) break;
            last = next;
        }

        // A particle at the end belongs to what follows.
        while (last > first && tokens[last].Case is TokenCase.Lower && tokens[last].Is(WordKinds.Particle) && !small) last--;
        return (first, last);
    }

    private static bool Joins(ReadOnlySpan<char> gap, in Token before)
    {
        if (gap.Length > 6) return false;
        var lines = 0;
        foreach (var character in gap)
        {
            if (character is '\n') lines++;
            if (character is '.' && before.Length > 4 && !before.Is(WordKinds.StreetEnd | WordKinds.Unit)) return false;
            if (character is '.' && before.IsNumber && gap.Length > 1 && !gap.Contains('\n')) return false;
            if (character is not (' ' or ',' or '\n' or '\r' or '.' or '-' or '\'' or '’' or '>' or '/' or '(' or ')')) return false;
        }

        return lines <= 1;
    }

    private static bool IsPart(Passage passage, int i, bool small)
    {
        var token = passage.Tokens[i];
        if (passage.At(token.End) is ':' or '@') return false;
        if (token.IsNumber) return token.Length is >= 2 and <= 6;
        if (token.Kind is TokenKind.Mixed) return token.Length is >= 2 and <= 8 && token.Case is not TokenCase.Lower;
        if (token.Is(WordKinds.Country | WordKinds.Place) && !token.Is(WordKinds.Common)) return true;
        if (token.Case is TokenCase.Lower) return small ? !token.Is(WordKinds.Common) || token.Is(WordKinds.StreetEnd) : token.Is(WordKinds.Particle) && i + 1 < passage.Tokens.Length && passage.Tokens[i + 1].IsCapitalised || passage.Of(i) is "and" or "of" && i + 1 < passage.Tokens.Length && passage.Tokens[i + 1].Is(WordKinds.Country);
        if (token.Is(WordKinds.State) && token.Case is TokenCase.AllCapitals) return true;
        if (!token.Is(WordKinds.Common)) return true;

        // "New" of "New Zealand", "Park" of a town: an ordinary word written large goes on only in the same line.
        return token.Length > 2 && passage.Gap(i - 1) is " " or ", " && (i + 1 >= passage.Tokens.Length || passage.Tokens[i + 1].Case is not TokenCase.Lower || passage.Tokens[i + 1].IsNumber || passage.Gap(i).ContainsAny('.', '\n'));
    }
}
