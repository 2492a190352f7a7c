using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>Names and words that stand for one another: two of one sort, two names, two units.</summary>
internal static class Sorts
{
    public static uint Compare(PreparedText a, PreparedText b, Unmatched onlyA, Unmatched onlyB)
    {
        foreach (var place in onlyA.Places)
        {
            ref readonly var token = ref a.Tokens[place];
            if (token.Lexeme is not { } lexeme) continue;
            if (lexeme.Sorts.Length + lexeme.SortsWithCapital.Length == 0 || token.Has(TokenFlags.Taken)) continue;
            foreach (var other in onlyB.Places)
            {
                ref readonly var candidate = ref b.Tokens[other];
                if (candidate.Lexeme is not { } second || candidate.Has(TokenFlags.Taken)) continue;
                if (OneSort(in token, lexeme, in candidate, second)) return 1u << (int)GuardKind.Alternatives;
            }
        }

        return 0;
    }

    private static bool OneSort(ref readonly Token a, Lexeme first, ref readonly Token b, Lexeme second) =>
        Share(first.Sorts, second.Sorts) || a.IsCapital && Share(first.SortsWithCapital, second.Sorts) || b.IsCapital && Share(first.Sorts, second.SortsWithCapital)
        || a.IsCapital && b.IsCapital && Share(first.SortsWithCapital, second.SortsWithCapital);

    private static bool Share(ushort[] a, ushort[] b)
    {
        foreach (var sort in a)
        {
            if (Array.BinarySearch(b, sort) >= 0) return true;
        }

        return false;
    }
}
