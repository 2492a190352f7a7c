using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>Names and words that stand for one another: two of one sort, two names, two units.</summary>
internal static class Sorts
{
    public static uint Compare(PreparedText a, PreparedText b, Unmatched onlyA, Unmatched onlyB)
    {
        var bits = 0u;
        foreach (var place in onlyA.Places)
        {
            ref readonly var token = ref a.Tokens[place];
            if (token.Lexeme is not { } lexeme) continue;
            if (lexeme.Sorts.Length == 0 && lexeme.UnitBase == 0 || token.LacksCapital) continue;
            foreach (var other in onlyB.Places)
            {
                ref readonly var candidate = ref b.Tokens[other];
                if (candidate.Lexeme is not { } second || candidate.LacksCapital || second.Key == lexeme.Key) continue;
                if (Share(lexeme.Sorts, second.Sorts)) bits |= Bit(GuardKind.Alternatives);
            }
        }

        return bits;
    }

    private static bool Share(ushort[] a, ushort[] b)
    {
        foreach (var sort in a)
        {
            if (Array.BinarySearch(b, sort) >= 0) return true;
        }

        return false;
    }

    private static uint Bit(GuardKind kind) => 1u << (int)kind;
}
