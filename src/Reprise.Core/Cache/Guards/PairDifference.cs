using Reprise.Cache.Guards.Comparing;
using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards;

/// <summary>How much two texts have in common and what each has alone, as numbers for a judge. "Words" are those that say something by themselves.</summary>
public readonly record struct PairDifference
{
    /// <summary>Everything that fires, as <see cref="TextGuards.All"/> says it.</summary>
    public uint Guards { get; init; }
    public int AskedWords { get; init; }
    public int CachedWords { get; init; }
    public int SharedWords { get; init; }
    public int AskedOnly { get; init; }
    public int CachedOnly { get; init; }

    /// <summary>The same weighed: a word in no list counts 2, a long everyday word more than a short one.</summary>
    public float AskedOnlyWeight { get; init; }
    public float CachedOnlyWeight { get; init; }
    public float SharedWeight { get; init; }

    /// <summary>The heaviest word only one of them has.</summary>
    public float HeaviestOnly { get; init; }

    /// <summary>Words only one has that are in no list: names, terms, misspellings. Those the other has in another spelling are not counted.</summary>
    public int AskedOnlyUnknown { get; init; }
    public int CachedOnlyUnknown { get; init; }
    public int AskedOnlyNames { get; init; }
    public int CachedOnlyNames { get; init; }

    /// <summary>Words only one has that stand behind "in", "for", "without" and the like: a condition the other does not make.</summary>
    public int AskedOnlyConditions { get; init; }
    public int CachedOnlyConditions { get; init; }

    /// <summary>Small words (stop words, denials) only one has.</summary>
    public int SmallOnly { get; init; }

    /// <summary>Share of neighbouring pairs of words, small ones too, that both have, 0 to 1.</summary>
    public float CommonPairs { get; init; }

    /// <summary>Share of words that begin or end both texts alike, 0 to 1; 1 means the same words in the same order.</summary>
    public float CommonEnds { get; init; }
    public bool SameFirstWord { get; init; }
    public bool SameQuestion { get; init; }

    /// <summary>Words of the longer text, all of them.</summary>
    public int LongerLength { get; init; }
    public int ShorterLength { get; init; }
    public int FactsOnOneSide { get; init; }

    /// <summary>Difference of the counts of denials.</summary>
    public int Denials { get; init; }

    /// <param name="asked">What is asked.</param>
    /// <param name="cached">What was asked when the answer was given.</param>
    public static PairDifference Of(PreparedText asked, PreparedText cached)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(cached);
        var a = OneSide.Of(asked, cached);
        var c = OneSide.Of(cached, asked);
        var (pairsA, pairsC) = (Pairs(asked), Pairs(cached));
        return new PairDifference
        {
            Guards = TextGuards.All(asked, cached), AskedWords = asked.Content.Length, CachedWords = cached.Content.Length, SharedWords = asked.Content.Length - a.Words,
            AskedOnly = a.Words, CachedOnly = c.Words, AskedOnlyWeight = a.Weight, CachedOnlyWeight = c.Weight, SharedWeight = a.SharedWeight, HeaviestOnly = Math.Max(a.Heaviest, c.Heaviest),
            AskedOnlyUnknown = a.Unknown, CachedOnlyUnknown = c.Unknown, AskedOnlyNames = a.Names, CachedOnlyNames = c.Names, AskedOnlyConditions = a.Conditions, CachedOnlyConditions = c.Conditions,
            SmallOnly = a.Small + c.Small, CommonPairs = Dice(pairsA, pairsC), CommonEnds = Ends(asked, cached),
            SameFirstWord = asked.Tokens.Length > 0 && cached.Tokens.Length > 0 && asked.Tokens[0].Key == cached.Tokens[0].Key, SameQuestion = asked.Question == cached.Question,
            LongerLength = Math.Max(asked.Tokens.Length, cached.Tokens.Length), ShorterLength = Math.Min(asked.Tokens.Length, cached.Tokens.Length),
            FactsOnOneSide = Math.Abs(asked.Facts.Length - cached.Facts.Length), Denials = Math.Abs(asked.Cues.Length - cached.Cues.Length),
        };
    }

    private static ulong[] Pairs(PreparedText text)
    {
        if (text.Tokens.Length < 2) return [];
        var pairs = new ulong[text.Tokens.Length - 1];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = KeyOf.Add(text.Tokens[i].Key, text.Tokens[i + 1].Key);
        Array.Sort(pairs);
        return pairs;
    }

    private static float Dice(ulong[] a, ulong[] b)
    {
        if (a.Length + b.Length == 0) return 1;
        var (i, j, common) = (0, 0, 0);
        while (i < a.Length && j < b.Length)
        {
            if (a[i] < b[j]) i++;
            else if (b[j] < a[i]) j++;
            else
            {
                common++;
                i++;
                j++;
            }
        }

        return 2f * common / (a.Length + b.Length);
    }

    private static float Ends(PreparedText a, PreparedText b)
    {
        var (shorter, longer) = (Math.Min(a.Content.Length, b.Content.Length), Math.Max(a.Content.Length, b.Content.Length));
        if (longer == 0) return 1;
        var head = 0;
        while (head < shorter && a.Tokens[a.Content[head]].Key == b.Tokens[b.Content[head]].Key) head++;
        var tail = 0;
        while (tail < shorter - head && a.Tokens[a.Content[^(tail + 1)]].Key == b.Tokens[b.Content[^(tail + 1)]].Key) tail++;
        return (float)(head + tail) / longer;
    }
}
