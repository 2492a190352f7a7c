using Reprise.Cache.Guards.Reading;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>Whether two texts state other numbers, measures, dates or versions.</summary>
internal static class FactConflict
{
    /// <summary>More of them are compared by their order only.</summary>
    private const int Most = 64;

    public static uint Compare(Fact[] a, Fact[] b)
    {
        if (a.Length == 0 && b.Length == 0 || a.AsSpan().SequenceEqual(b)) return 0;
        if (a.Length > Most || b.Length > Most) return Missing(a, b) | Missing(b, a);
        Span<bool> takenA = stackalloc bool[a.Length], takenB = stackalloc bool[b.Length];
        takenA.Clear();
        takenB.Clear();
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < a.Length; i++)
            {
                for (var j = 0; j < b.Length && !takenA[i]; j++)
                {
                    if (!takenB[j] && (pass == 0 ? a[i].Measure != 0 && a[i].Measure == b[j].Measure : Same(a[i], b[j]))) takenA[i] = takenB[j] = true;
                }
            }
        }

        return Left(a, takenA, b, takenB);
    }

    private static bool Same(in Fact a, in Fact b) =>
        a.Raw == b.Raw && (a.Measure == b.Measure || a.Measure == 0 || b.Measure == 0) && (a.Kind == b.Kind || a.Kind != GuardKind.Dates && b.Kind != GuardKind.Dates);

    private static uint Left(Fact[] a, Span<bool> takenA, Fact[] b, Span<bool> takenB)
    {
        var bits = 0u;
        for (var i = 0; i < a.Length; i++)
        {
            if (takenA[i]) continue;
            for (var j = 0; j < b.Length; j++)
            {
                if (takenB[j]) continue;
                // The same number of another unit.
                bits |= a[i].Raw == b[j].Raw && a[i].Kind == GuardKind.Numbers && b[j].Kind == GuardKind.Numbers ? Bit(GuardKind.Units) : a[i].Kind == b[j].Kind ? Bit(a[i].Kind) : 0;
            }

            if (!a[i].Weak) bits |= (bits & Bit(GuardKind.Units)) != 0 && a[i].Kind == GuardKind.Numbers ? 0 : Bit(a[i].Kind);
        }

        for (var j = 0; j < b.Length; j++)
        {
            if (!takenB[j] && !b[j].Weak) bits |= (bits & Bit(GuardKind.Units)) != 0 && b[j].Kind == GuardKind.Numbers ? 0 : Bit(b[j].Kind);
        }

        return bits;
    }

    private static uint Missing(Fact[] a, Fact[] b)
    {
        var bits = 0u;
        foreach (var fact in a)
        {
            if (Array.BinarySearch(b, fact, Fact.Order) < 0 && !fact.Weak) bits |= Bit(fact.Kind);
        }

        return bits;
    }

    private static uint Bit(GuardKind kind) => 1u << (int)kind;
}
