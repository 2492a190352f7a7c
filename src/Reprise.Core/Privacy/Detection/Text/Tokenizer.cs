using System.Buffers;

namespace Reprise.Privacy.Detection.Text;

/// <summary>Cuts a text into runs of letters and digits in one pass.</summary>
internal static class Tokenizer
{
    /// <summary>Longer words are in no list and no name; they are not looked up.</summary>
    private const int LongestWord = 32;

    /// <summary>Fills <paramref name="tokens"/> (rented, and rented anew when too small) and tells how many there are.</summary>
    public static int Read(ReadOnlySpan<char> text, ref Token[] tokens)
    {
        var count = 0;
        var lexicon = Lexicon.BuiltIn;
        var i = 0;
        while (i < text.Length)
        {
            var kind = Letters.ClassOf(text[i]);
            if (kind == 0)
            {
                i++;
                continue;
            }

            var start = i;
            var hash = WordHash.Start;
            int upper = 0, digits = 0;
            var firstUpper = kind == Letters.Upper;
            do
            {
                if (kind == Letters.Upper) upper++;
                else if (kind == Letters.Digit) digits++;
                hash = WordHash.Add(hash, Letters.Fold(text[i]));
                i++;
            }
            while (i < text.Length && (kind = Letters.ClassOf(text[i])) != 0);

            var length = i - start;
            var shape = upper == 0 ? TokenCase.Lower : upper == 1 && firstUpper ? TokenCase.Capitalised : upper == length - digits ? TokenCase.AllCapitals : TokenCase.Inner;
            var tokenKind = digits == length ? TokenKind.Number : digits == 0 ? TokenKind.Word : TokenKind.Mixed;
            var words = tokenKind is TokenKind.Word && length <= LongestWord ? lexicon.Find(hash) : WordKinds.None;
            if (count == tokens.Length) Grow(ref tokens);
            tokens[count++] = new Token(start, length, tokenKind, shape, words);
        }

        return count;
    }

    private static void Grow(ref Token[] tokens)
    {
        var larger = ArrayPool<Token>.Shared.Rent(tokens.Length * 2);
        tokens.CopyTo(larger, 0);
        ArrayPool<Token>.Shared.Return(tokens);
        tokens = larger;
    }
}
