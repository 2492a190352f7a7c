using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Places;

/// <summary>What a number may be the kernel of: a house number behind a name that a word about addresses goes before, or a postcode behind a word for postcodes.</summary>
internal static class NumberKernels
{
    public static Kernel At(Passage passage, int i, int from, AddressContext context)
    {
        var tokens = passage.Tokens;
        if (tokens[i].Length is < 1 or > 6) return default;
        if (tokens[i].Length is >= 4 and <= 6 && Postcodes.IsNamed(passage, i)) return new Kernel(i, i, 0.8);
        if (i == 0 && tokens.Length == 1 && tokens[i].Length == 5 && passage.Of(i) is not "00000" && tokens[i].End == passage.Text.Length && Postcodes.IsGerman(passage.Of(i))) return new Kernel(i, i, 0.5);
        if (!context.IsNear(i) || !StreetKernels.IsHouseNumber(passage, i)) return default;

        // "Long Lane 12" and "Ancha 12": one or more capitalised words before.
        var first = i;
        while (first > from && i - first < 5 && IsNamePart(passage, first - 1)) first--;
        if (first < i && !tokens[first].Is(WordKinds.Common | WordKinds.Month | WordKinds.Day) && !(tokens[i].Length == 4 && passage.Of(i)[..2] is "19" or "20")) return new Kernel(first, i, 0.65);

        // "12 Ancha, Town": a number with a name behind it that goes on as addresses do.
        var last = i;
        while (last + 1 < tokens.Length && last - i < 5 && passage.Gap(last) is " " or "-" or "'" or ". " && tokens[last + 1].IsCapitalised && !tokens[last + 1].Is(WordKinds.Common | WordKinds.Month)) last++;
        if (last == i || last + 1 >= tokens.Length) return default;
        var gap = passage.Gap(last);
        var goesOn = gap.ContainsAny(',', '\n') && tokens[last + 1].IsCapitalised || gap is " " && tokens[last + 1].Is(WordKinds.Unit) || tokens[last + 1].IsNumber && gap is " ";
        return goesOn ? new Kernel(i, last, 0.6) : default;
    }

    private static bool IsNamePart(Passage passage, int i)
    {
        var token = passage.Tokens[i];
        if (passage.Gap(i) is not (" " or ". " or "-" or "'" or "’")) return false;
        if (token is { IsWord: true, Case: TokenCase.Lower, Length: > 1 } && i > 0 && passage.Tokens[i - 1].IsCapitalised && passage.Gap(i - 1) is " " && (!token.Is(WordKinds.Common) || token is { Length: <= 2 } && token.Is(WordKinds.StreetEnd))) return true;
        return token.IsCapitalised && !token.Is(WordKinds.Unit) || token.Is(WordKinds.Particle) && i > 0 && passage.Tokens[i - 1].IsCapitalised;
    }
}
