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
        if (a.Cues.Length + b.Cues.Length == 0 && onlyA.Length == 0 && onlyB.Length == 0) return 0;
        var (cuesA, cuesB) = (Denials(a, onlyA), Denials(b, onlyB));
        var (flips, covered, forms) = (0, 0, Forms(a, onlyA, b) + Forms(b, onlyB, a));
        for (var i = 0; i < onlyA.Length; i++)
        {
            if (!Contrary(a, onlyA, i, b, onlyB, out var partner)) continue;
            var place = onlyA.Places[i];
            flips++;
            if (IsDenial(a, place)) cuesA--;
            if (IsDenial(b, partner)) cuesB--;
            forms -= (IsForm(a, place, b) ? 1 : 0) + (IsForm(b, partner, a) ? 1 : 0);
            if (Denied(a, place) || Denied(b, partner)) covered++;
        }

        // Seen from the other side only where a negative form meets a word that is in both places of the first.
        foreach (var place in onlyB.Places)
        {
            if (!HasBare(b, place, a, out var partner) || onlyA.Places.Contains(partner)) continue;
            flips++;
            if (IsDenial(b, place)) cuesB--;
            forms -= IsForm(b, place, a) ? 1 : 0;
            if (Denied(b, place) || Denied(a, partner)) covered++;
        }

        if (forms > 0) return Bit(GuardKind.Negation) | (flips > 0 ? Bit(GuardKind.Opposites) : 0);
        var difference = Math.Abs(cuesA - cuesB);
        if (flips == 0)
        {
            if (difference == 0) return Crossed(a, b) ? Bit(GuardKind.Negation) : 0;
            return difference == 2 && Together(cuesA > cuesB ? a : b) ? 0 : Bit(GuardKind.Negation);
        }

        if (flips == difference && covered >= flips) return 0;
        return flips >= difference ? Bit(GuardKind.Opposites) | (difference > 0 ? Bit(GuardKind.Negation) : 0) : Bit(GuardKind.Negation);
    }

    private static int Denials(PreparedText text, Unmatched only)
    {
        var count = 0;
        foreach (var place in only.Places) count += IsDenial(text, place) ? 1 : 0;
        return count;
    }

    private static bool IsDenial(PreparedText text, int place) => Array.BinarySearch(text.Cues, place) >= 0;

    private static int Forms(PreparedText text, Unmatched only, PreparedText other)
    {
        var count = 0;
        foreach (var place in only.Places) count += IsForm(text, place, other) ? 1 : 0;
        return count;
    }

    /// <summary>A word with a negative prefix whose other form is known, and no denial by itself: uninvolved.</summary>
    private static bool IsForm(PreparedText text, int place, PreparedText other)
    {
        ref readonly var token = ref text.Tokens[place];
        return token.BareKnown && !token.Is(WordFlags.NoPrefix | WordFlags.Name) && !IsDenial(text, place) && !other.Has(token.Key) && !text.Has(token.Bare);
    }

    /// <summary>A contrary in the other text, or the same word with or without its negative prefix.</summary>
    private static bool Contrary(PreparedText a, Unmatched onlyA, int at, PreparedText b, Unmatched onlyB, out int partner)
    {
        ref readonly var token = ref a.Tokens[onlyA.Places[at]];
        for (var i = 0; i < onlyB.Length; i++)
        {
            partner = onlyB.Places[i];
            ref readonly var candidate = ref b.Tokens[partner];
            var listed = token.Lexeme is { Opposites.Length: > 0 } lexeme && Array.BinarySearch(lexeme.Opposites, candidate.Key) >= 0;
            // useful and useless, tangible and intangible
            var formed = token.Bare != 0 && candidate.Bare == token.Bare && candidate.BareDenies != token.BareDenies || candidate.BareDenies && candidate.Bare == token.Key || token.BareDenies && token.Bare == candidate.Key;
            if (!listed && !formed) continue;
            // Small words and words that stand elsewhere too are contraries only in the same place.
            var somewhere = token.Is(WordFlags.Stop | WordFlags.Directed) || candidate.Is(WordFlags.Stop | WordFlags.Directed) || b.Has(token.Key) || a.Has(candidate.Key);
            if (!somewhere || onlyA.Gaps[at] >= 0 && onlyA.Gaps[at] == onlyB.Gaps[i]) return true;
        }

        return HasBare(a, onlyA.Places[at], b, out partner);
    }

    private static bool HasBare(PreparedText text, int place, PreparedText other, out int partner)
    {
        ref readonly var token = ref text.Tokens[place];
        partner = token is { Bare: not 0, BareDenies: true } && other.Has(token.Bare) && !text.Has(token.Bare) ? PlaceOf(other, token.Bare) : -1;
        return partner >= 0;
    }

    private static bool Denied(PreparedText text, int place)
    {
        foreach (var cue in text.Cues)
        {
            if (cue < place && place - cue <= Reach && !Breaks(text, cue + 1, place)) return true;
        }

        return false;
    }

    private static bool Breaks(PreparedText text, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            if (text.Tokens[i].Has(TokenFlags.AfterBreak)) return true;
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
