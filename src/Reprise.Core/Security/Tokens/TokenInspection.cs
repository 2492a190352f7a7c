using System.Buffers;
using System.Text;

namespace Reprise.Security.Tokens;

/// <summary>Finds characters and tokens that a reader does not see or that a model reads as commands. Time grows with the text's length alone.</summary>
public static class TokenInspection
{
    // Everything that an ordinary text is made of, but for the marks of models and long runs, which are looked for by themselves.
    private static readonly SearchValues<char> s_plain = SearchValues.Create([.. Enumerable.Range(0, 128).Select(c => (char)c).Where(c => c is '\t' or '\n' or '\r' or >= ' ' and < (char)127)]);

    /// <summary>What was found, by kind in the order of <see cref="TokenKinds.All"/>; empty for an ordinary text.</summary>
    public static IReadOnlyList<SuspiciousToken> Of(ReadOnlySpan<char> text)
    {
        Span<(int Count, int At)> found = stackalloc (int, int)[8];
        found.Clear();
        Characters(text, found);
        SpecialTokens.Find(text, ref found[6]);
        EncodedPayloads.Find(text, ref found[7]);
        List<SuspiciousToken>? tokens = null;
        for (var kind = 0; kind < s_order.Length; kind++)
        {
            var (count, at) = found[s_order[kind]];
            if (count > 0) (tokens ??= []).Add(new(TokenKinds.All[kind], count, at));
        }

        return tokens is null ? [] : tokens;
    }

    // The places of the kinds above, in the order of TokenKinds.All.
    private const int Control = 0, ZeroWidth = 1, Bidi = 2, Tag = 3, PrivateUse = 4, MixedScript = 5;
    private static readonly int[] s_order = [Control, ZeroWidth, Bidi, Tag, PrivateUse, 6, MixedScript, 7];

    private static void Characters(ReadOnlySpan<char> text, Span<(int Count, int At)> found)
    {
        var word = -1;
        for (var at = 0; at < text.Length;)
        {
            var skip = text[at..].IndexOfAnyExcept(s_plain);
            if (skip < 0) return;
            at += skip;
            var c = text[at];
            if (char.IsSurrogate(c))
            {
                at += Wide(text, at, found);
                continue;
            }

            if (c is < ' ' or >= '\u007F' and < '\u00A0' && c != '\u0085') Count(ref found[Control], at);
            else if (IsZeroWidth(c))
            {
                if (!IsNeeded(text, at)) Count(ref found[ZeroWidth], at);
            }
            else if (c is >= '\u202A' and <= '\u202E' || c is >= '\u2066' and <= '\u2069')
            {
                // Isolates and embeddings belong in texts written from right to left; the overrides turn what is read around in every text.
                if (c is '\u202D' or '\u202E' || !HasRightToLeft(text, at)) Count(ref found[Bidi], at);
            }
            else if (c is >= '\uE000' and <= '\uF8FF') Count(ref found[PrivateUse], at);
            else if (word <= at && Scripts.Of(c) is Script.Cyrillic or Script.Greek or Script.Armenian or Script.Cherokee or Script.FullWidth)
            {
                // A word is read once, from its first letter.
                word = Scripts.ReadWord(text, at, out var start, out var isMixed);
                if (isMixed) Count(ref found[MixedScript], start);
                at = Math.Max(word, at + 1);
                continue;
            }

            at++;
        }
    }

    private static int Wide(ReadOnlySpan<char> text, int at, Span<(int Count, int At)> found)
    {
        if (Rune.DecodeFromUtf16(text[at..], out var rune, out var length) != OperationStatus.Done) return 1;
        if (rune.Value is >= 0xE0000 and <= 0xE007F)
        {
            if (!IsFlag(text, at)) Count(ref found[Tag], at);
        }
        else if (rune.Value >= 0xF0000) Count(ref found[PrivateUse], at);
        // Letters of mathematics stand for plain ones in words that filters should not read.
        else if (rune.Value is >= 0xE0100 and <= 0xE01EF && !IsAfterIdeograph(text, at)) Count(ref found[ZeroWidth], at);
        return length;
    }

    private static void Count(ref (int Count, int At) kind, int at)
    {
        if (kind.Count++ == 0) kind.At = at;
    }

    private static bool IsZeroWidth(char c) => c is '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u00AD' or '\u180E' or '\u115F' or '\u1160' or '\u3164' or '\uFFA0' or >= '\u2061' and <= '\u2064' or >= '\u200E' and <= '\u200F' or '\u061C';

    // Whether a script or an emoji needs the invisible character where it stands.
    private static bool IsNeeded(ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        var (before, after) = (at > 0 ? text[at - 1] : '\0', at + 1 < text.Length ? text[at + 1] : '\0');
        return c switch
        {
            // The mark of the order of bytes opens a file.
            '\uFEFF' => at == 0,
            // A soft hyphen within a word.
            '\u00AD' => char.IsLetter(before) && char.IsLetter(after),
            // Joiners shape Arabic, Indic and other scripts, and put emoji together.
            '\u200C' => Scripts.Joins(before) || Scripts.Joins(after),
            '\u200D' => Scripts.Joins(before) || Scripts.Joins(after) || IsEmoji(before) && IsEmoji(after),
            // A place to break a line in scripts without spaces.
            '\u200B' => Scripts.HasNoSpaces(before) || Scripts.HasNoSpaces(after),
            '\u200E' or '\u200F' or '\u061C' => HasRightToLeft(text, at),
            '\u115F' or '\u1160' or '\u3164' => before is >= '\u1100' and <= '\u11FF' || after is >= '\u1100' and <= '\u11FF',
            _ => false,
        };
    }

    private static bool IsEmoji(char c) => char.IsSurrogate(c) || c is '\uFE0F' or >= '\u2190' and <= '\u2BFF' or '\u20E3' or '\u00A9' or '\u00AE';

    // Near the mark, so that a text's length does not count.
    private static bool HasRightToLeft(ReadOnlySpan<char> text, int at)
    {
        foreach (var c in text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 40)])
            if (c is >= '\u0590' and <= '\u08FF' or >= '\uFB1D' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC') return true;
        return false;
    }

    // The flags of England, Scotland and Wales: a black flag, a few tags, the end tag.
    private static bool IsFlag(ReadOnlySpan<char> text, int at)
    {
        var first = at;
        while (first >= 2 && at - first < 14 && text[first - 2] == '\uDB40') first -= 2;
        return first >= 2 && text[first - 2] == '\uD83C' && text[first - 1] == '\uDFF4';
    }

    private static bool IsAfterIdeograph(ReadOnlySpan<char> text, int at) => at > 0 && (text[at - 1] is >= '\u2E80' and <= '\uFAFF' || char.IsLowSurrogate(text[at - 1]));
}
