using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>Names only one of the texts has.</summary>
internal static class NameConflict
{
    public static uint Compare(PreparedText a, PreparedText b, Unmatched onlyA, Unmatched onlyB)
    {
        var (strongA, weakA) = Count(a, b, onlyA);
        var (strongB, weakB) = Count(b, a, onlyB);
        if (strongA + strongB == 0) return 0;
        // One is sure, the other at least possible: a word that begins its sentence and is in no list.
        if (strongA > 0 && strongB + weakB > 0 || strongB > 0 && weakA > 0) return Bit(GuardKind.Names) | Bit(GuardKind.NameOnOneSide);
        return Bit(GuardKind.NameOnOneSide);
    }

    private static (int Strong, int Weak) Count(PreparedText text, PreparedText other, Unmatched only)
    {
        var (strong, weak) = (0, 0);
        foreach (var place in only.Places)
        {
            ref readonly var token = ref text.Tokens[place];
            if (!token.IsContent || token.Has(TokenFlags.Code)) continue;
            // An everyday word with a capital is more often style than a name.
            var name = token.IsKnownName || token.Has(TokenFlags.Acronym) || token.IsCapital && !token.Is(WordFlags.Ordinary);
            var possible = token.Lexeme is null && token.Has(TokenFlags.Capital);
            if (!name && !possible || Spelling.Matches(text, place, other)) continue;
            if (name) strong++;
            else weak++;
        }

        return (strong, weak);
    }

    private static uint Bit(GuardKind kind) => 1u << (int)kind;
}
