using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>The same text but for one word, or a few, in the same place.</summary>
internal static class Substitution
{
    private const int MostWords = 3;

    public static uint Compare(PreparedText a, PreparedText b)
    {
        var (contentA, contentB) = (a.Content, b.Content);
        var shortest = Math.Min(contentA.Length, contentB.Length);
        var head = 0;
        while (head < shortest && Key(a, head) == Key(b, head)) head++;
        var tail = 0;
        while (tail < shortest - head && Key(a, contentA.Length - 1 - tail) == Key(b, contentB.Length - 1 - tail)) tail++;
        var (leftA, leftB) = (contentA.Length - head - tail, contentB.Length - head - tail);
        if (leftA == 0 || leftB == 0 || leftA > MostWords || leftB > MostWords || head + tail == 0) return 0;
        var (unknownA, unknownB) = (Unknown(a, head, leftA, b), Unknown(b, head, leftB, a));
        if (unknownA && unknownB) return 1u << (int)GuardKind.Names | 1u << (int)GuardKind.Substitution;
        return 1u << (int)GuardKind.Substitution;
    }

    /// <summary>A word in no list that the other text has in no spelling: what it names decides the answer.</summary>
    private static bool Unknown(PreparedText text, int from, int count, PreparedText other)
    {
        for (var i = from; i < from + count; i++)
        {
            ref readonly var token = ref text.Tokens[text.Content[i]];
            if (token.Lexeme is null && !other.Has(token.Key) && !Spelling.Matches(text, text.Content[i], other)) return true;
        }

        return false;
    }

    private static ulong Key(PreparedText text, int content) => text.Tokens[text.Content[content]].Key;
}
