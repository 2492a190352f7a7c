using System.Buffers;
using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Places;

/// <summary>Widens the kernel of an address over the numbers before it, and the flat, town, state, postcode and country behind it.</summary>
internal static class AddressEnds
{
    private const int MostWords = 14;
    private static readonly SearchValues<char> s_lineGaps = SearchValues.Create("\r\n >?,");

    public static (int First, int Last) Widen(Passage passage, int first, int last, int from)
    {
        var tokens = passage.Tokens;
        if (tokens[first].Is(WordKinds.Unit)) first = StreetBefore(passage, first, from);
        while (first > from && tokens[first - 1] is { IsNumber: true, Length: <= 6 } && passage.Gap(first - 1) is " " or "\n" or "\n " or ", ") first--;
        var small = true;
        for (var i = first; i <= last; i++) small &= !tokens[i].IsCapitalised;
        for (var words = 0; words < MostWords && last + 1 < tokens.Length; words++)
        {
            var next = last + 1;
            var joins = Joins(passage.Gap(last), tokens[last]);
            if (joins && tokens[next].Is(WordKinds.Unit) && Boxes.IsNumberBehind(passage, next)) last = next + 1;
            else if (joins && IsPart(passage, next, small)) last = next;
            else if (CornerBehind(passage, first, last) is var corner && corner > last) last = corner;
            else if (PostcodeLine(passage, last) is var line && line > last) last = line;
            else break;
        }

        // A particle at the end belongs to what follows.
        while (last > first && tokens[last].Case is TokenCase.Lower && tokens[last].Is(WordKinds.Particle) && !small) last--;
        return (first, last);
    }

    /// <summary>Before a flat stands its street, in the same line or in the one above: words with a number among them.</summary>
    private static int StreetBefore(Passage passage, int first, int from)
    {
        var tokens = passage.Tokens;
        var lines = 0;
        var numbered = false;
        var at = first;
        while (at > from && first - at < 8)
        {
            var gap = passage.Gap(at - 1);
            if (gap.Contains('\n') && ++lines > 1 || !Joins(gap, tokens[at - 1])) break;
            var token = tokens[at - 1];
            if (token.Kind is not TokenKind.Word ? token.Length > 6 : token.Case is TokenCase.Lower && token.Is(WordKinds.Common) && token.Length > 2 && !token.Is(WordKinds.Particle)) break;
            numbered |= token.IsNumber;
            at--;
        }

        return numbered ? at : first;
    }

    /// <summary>The second street of a corner: "and Long Road".</summary>
    private static int CornerBehind(Passage passage, int first, int last)
    {
        var tokens = passage.Tokens;
        var at = last + 1;
        if (at + 1 >= tokens.Length || passage.Of(at) is not "and" || passage.Gap(last) is not (" " or ". ")) return -1;
        var end = at;
        while (end + 1 < tokens.Length && end - at < 5 && passage.Gap(end) is " " or ". " && (tokens[end + 1].Kind is not TokenKind.Word ? tokens[end + 1].Length <= 5 : tokens[end + 1].IsCapitalised)) end++;
        if (end == at) return -1;
        return tokens[end].Is(WordKinds.StreetEnd) || tokens[end].IsNumber || first > 1 && passage.Of(first - 1) is "of" && passage.Of(first - 2) is "corner" ? end : -1;
    }

    /// <summary>A line of large words that ends in a postcode: the country, or the town, of the address above. An empty line may stand between.</summary>
    private static int PostcodeLine(Passage passage, int last)
    {
        var tokens = passage.Tokens;
        var gap = passage.Gap(last);
        if (gap.Length is 0 or > 10 || !gap.ContainsAny(' ', '\n') || gap.ContainsAnyExcept(s_lineGaps)) return -1;
        for (var at = last + 1; at < tokens.Length && at <= last + 7; at++)
        {
            if (tokens[at].IsNumber) return at > last + 1 && tokens[at].Length is >= 4 and <= 6 && !char.IsLetterOrDigit(passage.At(tokens[at].End + 1)) ? at : -1;
            var small = tokens[at].Case is TokenCase.Lower && passage.Of(at) is not ("of" or "and" or "the" or "s") && !tokens[at].Is(WordKinds.Country);
            if (!tokens[at].IsWord || small || at + 1 < tokens.Length && passage.Gap(at) is not (" " or "'" or "’" or "-" or ". " or ", ")) return -1;
        }

        return -1;
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
            if (character is '?' && gap[0] is not '\n') return false;
            if (character is not (' ' or '?' or ',' or '\n' or '\r' or '.' or '-' or '\'' or '’' or '>' or '/' or '(' or ')')) return false;
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

        if (token.Length == 1) return token.IsCapitalised && passage.Gap(i - 1) is " ";

        // "Port" of a town that has a line for itself.
        if (passage.Gap(i - 1).Contains('\n') && i + 1 < passage.Tokens.Length && passage.Gap(i) is " " && passage.Tokens[i + 1].IsCapitalised && (!passage.Tokens[i + 1].Is(WordKinds.Common) || passage.Tokens[i + 1].Case is TokenCase.AllCapitals)) return true;

        // "New" of "New Zealand", "Park" of a town: an ordinary word written large goes on only in the same line.
        return token.Length > 2 && passage.Gap(i - 1) is " " or ", " && (i + 1 >= passage.Tokens.Length || passage.Tokens[i + 1].Case is not TokenCase.Lower || passage.Tokens[i + 1].IsNumber || passage.Gap(i).ContainsAny('.', '\n'));
    }
}
