using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>Words that say for how much something holds, in one text alone: only, partly, certainly.</summary>
internal static class Limits
{
    public static uint Compare(PreparedText a, PreparedText b, Unmatched onlyA, Unmatched onlyB) => Any(a, onlyA, b) || Any(b, onlyB, a) ? 1u << (int)GuardKind.Limits : 0;

    private static bool Any(PreparedText text, Unmatched only, PreparedText other)
    {
        foreach (var place in only.Places)
        {
            // "Not only" limits nothing.
            if (text.Tokens[place].Is(WordFlags.Limit) && !other.Has(text.Tokens[place].Key) && !(place > 0 && text.Tokens[place - 1].Is(WordFlags.Negation))) return true;
        }

        return false;
    }
}
