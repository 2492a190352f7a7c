using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Places;

/// <summary>Post-office boxes, military posts, flats and suites.</summary>
internal static class Boxes
{
    public static Kernel At(Passage passage, int i, int from)
    {
        var tokens = passage.Tokens;
        var word = passage.Of(i);
        if (tokens[i].Length is < 3 or > 9 || i + 1 >= tokens.Length) return default;
        if (tokens[i].Is(WordKinds.Unit))
        {
            if (Equal(word, "box")) return Box(passage, i, from);
            if (IsFlat(word) && IsNumberBehind(passage, i)) return new Kernel(i, i + 1, 0.8);
            return default;
        }

        if (word is "APO" or "FPO" or "DPO" or "apo" or "fpo" or "dpo") return Military(passage, i, from);
        if ((Equal(word, "postfach") || Equal(word, "apartado") || Equal(word, "casilla") || Equal(word, "postbus") || Equal(word, "postboks")) && IsNumberBehind(passage, i)) return new Kernel(i, i + 1, 0.85);
        return default;
    }

    /// <summary>"PO Box 12", "P.O. Box 12", "PSC 12, Box 34", "Unit 12 Box 34".</summary>
    private static Kernel Box(Passage passage, int i, int from)
    {
        var tokens = passage.Tokens;
        if (!IsNumberBehind(passage, i)) return default;
        if (i > from && Equal(passage.Of(i - 1), "po")) return new Kernel(i - 1, i + 1, 0.9);
        if (i > from + 1 && Equal(passage.Of(i - 1), "o") && Equal(passage.Of(i - 2), "p") && passage.Gap(i - 2).Length <= 2) return new Kernel(i - 2, i + 1, 0.9);
        if (i > from + 1 && tokens[i - 1].IsNumber && (Equal(passage.Of(i - 2), "psc") || Equal(passage.Of(i - 2), "unit") || Equal(passage.Of(i - 2), "cmr"))) return new Kernel(i - 2, i + 1, 0.9);
        return default;
    }

    /// <summary>A military post with its state and code, and the ship in the line before.</summary>
    private static Kernel Military(Passage passage, int i, int from)
    {
        var tokens = passage.Tokens;
        if (i + 2 >= tokens.Length || tokens[i + 1].Length != 2 || !tokens[i + 2].IsNumber || tokens[i + 2].Length != 5) return default;
        var first = i;
        for (var back = i - 1; back >= from && back >= i - 5; back--)
        {
            if (tokens[back].Kind is TokenKind.Word && tokens[back].Length is >= 3 and <= 5 && passage.Text[tokens[back].Start] is 'U' or 'u' && char.ToUpperInvariant(passage.Text[tokens[back].Start + 1]) is 'S' && char.ToUpperInvariant(passage.Text[tokens[back].Start + 2]) is 'S' or 'N' or 'C') first = back;
        }

        return new Kernel(first, i + 2, 0.9);
    }

    public static bool IsFlat(ReadOnlySpan<char> word) => Equal(word, "apt") || Equal(word, "apartment") || Equal(word, "suite") || Equal(word, "ste") || Equal(word, "appt");

    public static bool IsNumberBehind(Passage passage, int i) =>
        i + 1 < passage.Tokens.Length && passage.Tokens[i + 1] is { Kind: not TokenKind.Word, Length: <= 6 } && passage.Gap(i) is " " or ". " or " #" or "." or ": " or " n. ";

    private static bool Equal(ReadOnlySpan<char> word, ReadOnlySpan<char> other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
