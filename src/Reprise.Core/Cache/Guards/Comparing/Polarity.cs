using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Comparing;

/// <summary>
/// Whether one text says what the other denies. Each word of one that has a contrary in the other turns the sense around, and so does each word of denial; "not
/// possible" and "impossible" turn twice and are the same again.
/// </summary>
internal static class Polarity
{
    /// <summary>How far behind a denial the word may stand that it denies.</summary>
    private const int Reach = 5;

    /// <returns>Bits of <see cref="GuardKind.Negation"/> and <see cref="GuardKind.Opposites"/>.</returns>
    public static uint Compare(PreparedText a, PreparedText b, Unmatched onlyA, Unmatched onlyB)
    {
        var (cuesA, cuesB) = (a.Cues.Length, b.Cues.Length);
        if (cuesA + cuesB == 0 && (onlyA.Places.Length == 0 || onlyB.Places.Length == 0) && !AnyBare(a, onlyA) && !AnyBare(b, onlyB)) return 0;
        var flips = 0;
        var covered = 0;
        foreach (var place in onlyA.Places)
        {
            if (!Contrary(a, place, b, onlyB, out var partner)) continue;
            flips++;
            if (a.Tokens[place].Is(WordFlags.SoftNegation)) cuesA--;
            if (partner >= 0 && b.Tokens[partner].Is(WordFlags.SoftNegation)) cuesB--;
            if (Denied(a, place) || partner >= 0 && Denied(b, partner)) covered++;
        }

        // A word that is bare in both but has its negative form in one only: "possible" and "is it possible or impossible" is no contrary.
        foreach (var place in onlyB.Places)
        {
            if (!HasBare(b, place, a)) continue;
            flips++;
            if (DeniedBare(b, place, a)) covered++;
        }

        var difference = Math.Abs(cuesA - cuesB);
        if (flips == 0)
        {
            if (difference == 0) return Crossed(a, b) ? Bit(GuardKind.Negation) : 0;
            return difference == 2 && Together(cuesA > cuesB ? a : b) ? 0 : Bit(GuardKind.Negation);
        }

        if (flips == difference && covered >= flips) return 0;
        return flips >= difference ? Bit(GuardKind.Opposites) | (difference > 0 ? Bit(GuardKind.Negation) : 0) : Bit(GuardKind.Negation);
    }

    private static bool AnyBare(PreparedText text, Unmatched only)
    {
        foreach (var place in only.Places)
        {
            if (text.Tokens[place].Bare != 0) return true;
        }

        return false;
    }

    /// <summary>A contrary among the words only the other has, or the same word without its negative prefix anywhere in the other.</summary>
    private static bool Contrary(PreparedText a, int place, PreparedText b, Unmatched onlyB, out int partner)
    {
        ref readonly var token = ref a.Tokens[place];
        if (token.Lexeme is { Opposites.Length: > 0 } lexeme)
        {
            foreach (var other in onlyB.Places)
            {
                if (Array.BinarySearch(lexeme.Opposites, b.Tokens[other].Key) < 0) continue;
                partner = other;
                return true;
            }
        }

        // useful and useless
        if (token.Bare != 0)
        {
            foreach (var other in onlyB.Places)
            {
                ref readonly var candidate = ref b.Tokens[other];
                if (candidate.Bare != token.Bare || candidate.BareDenies == token.BareDenies) continue;
                partner = other;
                return true;
            }
        }

        partner = HasBare(a, place, b) ? PlaceOf(b, token.Bare) : -1;
        return partner >= 0;
    }

    private static bool HasBare(PreparedText text, int place, PreparedText other)
    {
        ref readonly var token = ref text.Tokens[place];
        return token is { Bare: not 0, BareDenies: true } && other.Has(token.Bare) && !text.Has(token.Bare);
    }

    private static bool DeniedBare(PreparedText text, int place, PreparedText other) => Denied(text, place) || PlaceOf(other, text.Tokens[place].Bare) is >= 0 and var at && Denied(other, at);

    private static bool Denied(PreparedText text, int place)
    {
        foreach (var cue in text.Cues)
        {
            if (cue < place && place - cue <= Reach) return true;
        }

        return false;
    }

    private static int PlaceOf(PreparedText text, ulong key)
    {
        for (var i = 0; i < text.Tokens.Length; i++)
        {
            if (text.Tokens[i].Key == key) return i;
        }

        return -1;
    }

    /// <summary>"Not never": two denials that undo each other.</summary>
    private static bool Together(PreparedText text)
    {
        for (var i = 1; i < text.Cues.Length; i++)
        {
            if (text.Cues[i] - text.Cues[i - 1] <= 4) return true;
        }

        return false;
    }

    /// <summary>"Cats, not dogs" and "dogs, not cats": each denies what the other says.</summary>
    private static bool Crossed(PreparedText a, PreparedText b)
    {
        if (a.Cues.Length != 1 || b.Cues.Length != 1) return false;
        var (deniedA, deniedB) = (FirstBehind(a), FirstBehind(b));
        if (deniedA < 0 || deniedB < 0) return false;
        var (keyA, keyB) = (a.Tokens[deniedA].Key, b.Tokens[deniedB].Key);
        return keyA != keyB && StandsOutside(b, keyA) && StandsOutside(a, keyB);
    }

    private static int FirstBehind(PreparedText text)
    {
        for (var i = text.Cues[0] + 1; i < text.Tokens.Length && i <= text.Cues[0] + Reach; i++)
        {
            if (text.Tokens[i].IsContent) return i;
        }

        return -1;
    }

    private static bool StandsOutside(PreparedText text, ulong key) => PlaceOf(text, key) is >= 0 and var at && (at < text.Cues[0] || at > text.Cues[0] + Reach);

    private static uint Bit(GuardKind kind) => 1u << (int)kind;
}
