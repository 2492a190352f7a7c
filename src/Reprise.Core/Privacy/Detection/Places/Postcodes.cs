using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Places;

/// <summary>Postcodes: British, Canadian and Dutch ones by their form, others by a word before them.</summary>
internal static class Postcodes
{
    /// <summary>"SW1A 1AA", "K1A 0B1": two codes of letters and digits.</summary>
    public static Kernel At(Passage passage, int i, int from)
    {
        var tokens = passage.Tokens;
        var alone = i == 0 && tokens.Length == 1;
        if (tokens[i].Length is >= 5 and <= 7 && tokens[i].Case is not TokenCase.Lower && IsBritish(passage.Of(i)[..^3], passage.Of(i)[^3..]) && (alone || IsNamed(passage, i))) return new Kernel(i, i, 0.7);
        if (i + 1 >= tokens.Length || tokens[i].Length > 4 || passage.Gap(i) is not " " || tokens[i + 1].Length != 3) return default;
        if (tokens[i].Case is TokenCase.Lower || tokens[i + 1].Case is TokenCase.Lower) return default;
        var outward = passage.Of(i);
        var inward = passage.Of(i + 1);
        return IsBritish(outward, inward) || IsCanadian(outward, inward) ? new Kernel(i, i + 1, 0.75) : default;
    }

    /// <summary>Whether a word for postcodes goes before.</summary>
    public static bool IsNamed(Passage passage, int i)
    {
        for (var at = i - 1; at >= 0 && at >= i - 3; at--)
        {
            if (!passage.Tokens[at].Is(WordKinds.PostcodeContext)) continue;
            if (!passage.Of(at).Equals("code", StringComparison.OrdinalIgnoreCase) && !passage.Of(at).Equals("cap", StringComparison.OrdinalIgnoreCase)) return true;
            if (at > 0 && passage.Tokens[at - 1].Is(WordKinds.PostcodeContext)) return true;
        }

        return false;
    }

    public static bool IsGerman(ReadOnlySpan<char> code) => code is not "01000" && (code[0] is not '0' || code[1] is not '0');

    private static bool IsBritish(ReadOnlySpan<char> outward, ReadOnlySpan<char> inward)
    {
        if (outward.Length is < 2 or > 4 || !char.IsAsciiDigit(inward[0]) || !IsInwardLetter(inward[1]) || !IsInwardLetter(inward[2])) return false;
        if (outward[0] is (< 'A' or > 'Z') or 'Q' or 'V' or 'X') return false;
        var digits = char.IsAsciiDigit(outward[1]) ? 1 : 2;
        if (digits == 2 && (outward.Length < 3 || outward[1] is (< 'A' or > 'Z') or 'I' or 'J' or 'Z')) return false;
        var area = outward[digits..];
        return char.IsAsciiDigit(area[0]) && (area.Length == 1 || area.Length == 2 && char.IsAsciiLetterOrDigit(area[1]));
    }

    private static bool IsInwardLetter(char character) => character is >= 'A' and <= 'Z' and not ('C' or 'I' or 'K' or 'M' or 'O' or 'V');

    private static bool IsCanadian(ReadOnlySpan<char> first, ReadOnlySpan<char> second) =>
        first.Length == 3 && first[0] is >= 'A' and <= 'Y' and not ('D' or 'F' or 'I' or 'O' or 'Q' or 'U' or 'W') && char.IsAsciiDigit(first[1]) && first[2] is >= 'A' and <= 'Z' && char.IsAsciiDigit(second[0]) && second[1] is >= 'A' and <= 'Z' && char.IsAsciiDigit(second[2]);
}
