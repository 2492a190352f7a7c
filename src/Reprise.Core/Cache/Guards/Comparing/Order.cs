using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>The same words in another order: who does it to whom, and what becomes what.</summary>
internal static class Order
{
    /// <summary>Each look goes through the other text, so a long text gets no more of them.</summary>
    private const int MostLooked = 64;

    private static readonly ulong s_by = KeyOf.Text("by"), s_from = KeyOf.Text("from"), s_to = KeyOf.Text("to"), s_into = KeyOf.Text("into");

    public static uint Compare(PreparedText a, PreparedText b)
    {
        var bits = 0u;
        if (DirectedSwap(a, b) || DirectedSwap(b, a) || Turned(a, b)) bits |= Bit(GuardKind.Roles);
        if (PassiveTurn(a, b)) bits |= Bit(GuardKind.Roles);
        if (!SameWords(a, b, out var first, out var last, out var differ) || differ == 0) return bits;
        bits |= Bit(GuardKind.WordOrder);
        if (IsSwap(a, b, first, last, differ) && !Coordinated(a, first, last) && !Coordinated(b, first, last) && (Passive(a) < 0) == (Passive(b) < 0)) bits |= Bit(GuardKind.Roles);
        return bits;
    }

    /// <summary>"JSON to YAML" here and "YAML to JSON" there.</summary>
    private static bool DirectedSwap(PreparedText a, PreparedText b)
    {
        var tokens = a.Tokens;
        var budget = MostLooked;
        for (var i = 1; i < tokens.Length - 1 && budget > 0; i++)
        {
            if (!tokens[i].Is(WordFlags.Directed)) continue;
            var (left, right) = (Neighbour(tokens, i, -1), Neighbour(tokens, i, 1));
            if (left < 0 || right < 0 || tokens[left].Key == tokens[right].Key || !b.Has(tokens[left].Key) || !b.Has(tokens[right].Key)) continue;
            budget--;
            if (Stands(b, tokens[right].Key, tokens[i].Key, tokens[left].Key) && !Stands(b, tokens[left].Key, tokens[i].Key, tokens[right].Key) && !Stands(a, tokens[right].Key, tokens[i].Key, tokens[left].Key)) return true;
        }

        return false;
    }

    /// <summary>"From Boston to Denver" and "to Boston, from Denver": start and end have changed places.</summary>
    private static bool Turned(PreparedText a, PreparedText b)
    {
        var (fromA, toA, fromB, toB) = (Behind(a, s_from, 0), Behind(a, s_to, s_into), Behind(b, s_from, 0), Behind(b, s_to, s_into));
        return fromA != 0 && toA != 0 && fromA == toB && toA == fromB && fromA != toA;
    }

    private static ulong Behind(PreparedText text, ulong word, ulong or)
    {
        var tokens = text.Tokens;
        for (var i = 0; i < tokens.Length - 1; i++)
        {
            if ((tokens[i].Form == word || or != 0 && tokens[i].Form == or) && Neighbour(tokens, i, 1) is >= 0 and var behind) return tokens[behind].Key;
        }

        return 0;
    }

    private static bool Stands(PreparedText text, ulong left, ulong word, ulong right)
    {
        if (!text.Has(left) || !text.Has(word) || !text.Has(right)) return false;
        var tokens = text.Tokens;
        for (var i = 1; i < tokens.Length - 1; i++)
        {
            if (tokens[i].Key == word && Neighbour(tokens, i, -1) is >= 0 and var l && tokens[l].Key == left && Neighbour(tokens, i, 1) is >= 0 and var r && tokens[r].Key == right) return true;
        }

        return false;
    }

    /// <summary>The nearest word that says something, past articles and pronouns but not past another directed word.</summary>
    private static int Neighbour(Token[] tokens, int at, int step)
    {
        for (var i = at + step; i >= 0 && i < tokens.Length && Math.Abs(i - at) <= 4; i += step)
        {
            if (tokens[i].Is(WordFlags.Directed | WordFlags.Symmetric)) return -1;
            if (tokens[i].IsContent || tokens[i].Has(TokenFlags.Number)) return i;
        }

        return -1;
    }

    private static bool SameWords(PreparedText a, PreparedText b, out int first, out int last, out int differ)
    {
        (first, last, differ) = (-1, -1, 0);
        if (a.Content.Length != b.Content.Length || a.Content.Length < 2) return false;
        ulong sumA = 0, sumB = 0, mixA = 0, mixB = 0;
        for (var i = 0; i < a.Content.Length; i++)
        {
            var (x, y) = (a.Tokens[a.Content[i]].Key, b.Tokens[b.Content[i]].Key);
            sumA += x;
            sumB += y;
            mixA += x * x;
            mixB += y * y;
            if (x == y) continue;
            if (first < 0) first = i;
            last = i;
            differ++;
        }

        return sumA == sumB && mixA == mixB;
    }

    /// <summary>Two words have changed places around others that stayed; neighbours that did are one noun more often than two ("job consultant").</summary>
    private static bool IsSwap(PreparedText a, PreparedText b, int first, int last, int differ) =>
        differ == 2 && last > first + 1 && Key(a, first) == Key(b, last) && Key(a, last) == Key(b, first);

    /// <summary>Nothing but "and", "or", "versus" and small words stand between: the order says nothing.</summary>
    private static bool Coordinated(PreparedText text, int first, int last)
    {
        var (from, to) = (text.Content[first], text.Content[last]);
        var symmetric = false;
        for (var i = from + 1; i < to; i++)
        {
            if (text.Tokens[i].Is(WordFlags.Symmetric) || text.Tokens[i].Has(TokenFlags.AfterBreak)) symmetric = true;
            else if (text.Tokens[i].Is(WordFlags.Directed) || text.Tokens[i].IsContent) return false;
        }

        return symmetric || text.Tokens[to].Has(TokenFlags.AfterBreak);
    }

    /// <summary>"A beat B" and "A was beaten by B": in one the doer stands behind "by", in the other behind the verb.</summary>
    private static bool PassiveTurn(PreparedText a, PreparedText b)
    {
        var (byA, byB) = (Passive(a), Passive(b));
        if ((byA < 0) == (byB < 0)) return false;
        var (passive, active, by) = byA >= 0 ? (a, b, byA) : (b, a, byB);
        var doer = Neighbour(passive.Tokens, by, 1);
        if (doer < 0) return false;
        var tokens = active.Tokens;
        for (var i = 1; i + 1 < tokens.Length; i++)
        {
            if (tokens[i].Key == passive.Tokens[by - 1].Key && Neighbour(tokens, i, 1) is >= 0 and var behind && tokens[behind].Key == passive.Tokens[doer].Key) return true;
        }

        return false;
    }

    /// <returns>Where "by" stands behind a participle; -1 without.</returns>
    private static int Passive(PreparedText text)
    {
        var tokens = text.Tokens;
        for (var i = 2; i < tokens.Length - 1; i++)
        {
            if (tokens[i].Form == s_by && tokens[i - 1].IsContent && (tokens[i - 2].Is(WordFlags.Auxiliary) || i > 2 && tokens[i - 3].Is(WordFlags.Auxiliary))) return i;
        }

        return -1;
    }

    private static ulong Key(PreparedText text, int content) => text.Tokens[text.Content[content]].Key;

    private static uint Bit(GuardKind kind) => 1u << (int)kind;
}
