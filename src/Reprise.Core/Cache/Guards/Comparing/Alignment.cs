using Reprise.Cache.Guards.Reading;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>One text's words that have no counterpart in the other, and the gap each stands in: words of both texts in one gap stand in the same place.</summary>
internal readonly ref struct Unmatched(ReadOnlySpan<int> places, ReadOnlySpan<int> gaps)
{
    public readonly ReadOnlySpan<int> Places = places;
    public readonly ReadOnlySpan<int> Gaps = gaps;

    public int Length => Places.Length;
}

/// <summary>
/// Lays two texts beside one another by their longest common row of words, so that a word exchanged is seen although it stands elsewhere in the text too. Texts
/// whose middles are too long for that are compared as sets.
/// </summary>
internal static class Alignment
{
    /// <summary>Cells of the table, which lies on the stack.</summary>
    private const int MostCells = 48 * 48;

    /// <summary>In texts that have nothing in common the first speak for all.</summary>
    private const int MostPlaces = 256;

    /// <param name="a">The one text.</param>
    /// <param name="b">The other.</param>
    /// <param name="space">Twice as many places as both have words.</param>
    /// <param name="onlyA">Words only the first has.</param>
    /// <param name="onlyB">Words only the second has.</param>
    public static void Lay(PreparedText a, PreparedText b, Span<int> space, out Unmatched onlyA, out Unmatched onlyB)
    {
        var (tokensA, tokensB) = (a.Tokens, b.Tokens);
        var placesA = space[..tokensA.Length];
        var gapsA = space.Slice(tokensA.Length, tokensA.Length);
        var placesB = space.Slice(tokensA.Length * 2, tokensB.Length);
        var gapsB = space.Slice(tokensA.Length * 2 + tokensB.Length, tokensB.Length);
        var shortest = Math.Min(tokensA.Length, tokensB.Length);
        var head = 0;
        while (head < shortest && tokensA[head].Key == tokensB[head].Key) head++;
        var tail = 0;
        while (tail < shortest - head && tokensA[^(tail + 1)].Key == tokensB[^(tail + 1)].Key) tail++;
        var (rows, columns) = (tokensA.Length - head - tail, tokensB.Length - head - tail);
        var (countA, countB) = (0, 0);
        if (rows == 0 || columns == 0)
        {
            rows = Math.Min(rows, MostPlaces);
            columns = Math.Min(columns, MostPlaces);
            for (var i = 0; i < rows; i++) (placesA[i], gapsA[i]) = (head + i, 0);
            for (var i = 0; i < columns; i++) (placesB[i], gapsB[i]) = (head + i, 0);
            (countA, countB) = (rows, columns);
        }
        else if (rows >= MostCells || columns >= MostCells || (rows + 1) * (columns + 1) > MostCells)
        {
            countA = AsSet(a, b, head, rows, placesA, gapsA);
            countB = AsSet(b, a, head, columns, placesB, gapsB);
        }
        else Walk(tokensA.AsSpan(head, rows), tokensB.AsSpan(head, columns), head, placesA, gapsA, placesB, gapsB, out countA, out countB);

        DropMoved(a, b, placesA, gapsA, placesB, gapsB, ref countA, ref countB);
        onlyA = new Unmatched(placesA[..countA], gapsA[..countA]);
        onlyB = new Unmatched(placesB[..countB], gapsB[..countB]);
    }

    private static int AsSet(PreparedText text, PreparedText other, int from, int length, Span<int> places, Span<int> gaps)
    {
        var count = 0;
        for (var i = from; i < from + length && count < MostPlaces; i++)
        {
            if (other.Has(text.Tokens[i].Key)) continue;
            places[count] = i;
            gaps[count++] = -1;
        }

        return count;
    }

    private static void Walk(ReadOnlySpan<Token> a, ReadOnlySpan<Token> b, int head, Span<int> placesA, Span<int> gapsA, Span<int> placesB, Span<int> gapsB, out int countA, out int countB)
    {
        var width = b.Length + 1;
        Span<byte> table = stackalloc byte[MostCells];
        table[..((a.Length + 1) * width)].Clear();
        for (var i = a.Length - 1; i >= 0; i--)
        {
            var key = a[i].Key;
            for (var j = b.Length - 1; j >= 0; j--)
            {
                table[i * width + j] = key == b[j].Key ? (byte)Math.Min(255, table[(i + 1) * width + j + 1] + 1) : Math.Max(table[(i + 1) * width + j], table[i * width + j + 1]);
            }
        }

        (countA, countB) = (0, 0);
        var (x, y, gap) = (0, 0, 0);
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x].Key == b[y].Key)
            {
                x++;
                y++;
                gap++;
            }
            else if (y >= b.Length || x < a.Length && table[(x + 1) * width + y] >= table[x * width + y + 1])
            {
                (placesA[countA], gapsA[countA]) = (head + x++, gap);
                countA++;
            }
            else
            {
                (placesB[countB], gapsB[countB]) = (head + y++, gap);
                countB++;
            }
        }
    }

    /// <summary>A word that only stands elsewhere is no difference; the order has its own guards.</summary>
    private static void DropMoved(PreparedText a, PreparedText b, Span<int> placesA, Span<int> gapsA, Span<int> placesB, Span<int> gapsB, ref int countA, ref int countB)
    {
        if (countA == 0 || countB == 0 || (long)countA * countB > MostCells) return;
        var keptA = 0;
        for (var i = 0; i < countA; i++)
        {
            var key = a.Tokens[placesA[i]].Key;
            var at = 0;
            while (at < countB && b.Tokens[placesB[at]].Key != key) at++;
            if (at == countB)
            {
                (placesA[keptA], gapsA[keptA]) = (placesA[i], gapsA[i]);
                keptA++;
                continue;
            }

            placesB[(at + 1)..countB].CopyTo(placesB[at..]);
            gapsB[(at + 1)..countB].CopyTo(gapsB[at..]);
            countB--;
        }

        countA = keptA;
    }
}
