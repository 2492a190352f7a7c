using System.Buffers;
using System.Buffers.Text;

namespace Reprise.Security.Tokens;

/// <summary>Long runs of base64, hex or percent signs that hide readable text. Pictures, keys and checksums decode to noise and are left alone.</summary>
internal static class EncodedPayloads
{
    private const int ShortestBase64 = 40;
    private const int ShortestHex = 48;
    private const int ShortestPercent = 12;

    // A picture may be long; a text shows itself within its first characters.
    private const int Looked = 400;

    private static readonly SearchValues<char> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");

    public static void Find(ReadOnlySpan<char> text, ref (int Count, int At) found)
    {
        for (var at = 0; at < text.Length;)
        {
            // Of forty characters in a row of one alphabet the last is looked at first: an ordinary text leaves the alphabet within few steps.
            if (at + ShortestBase64 <= text.Length)
            {
                var other = text.Slice(at, ShortestBase64).LastIndexOfAnyExcept(s_base64);
                if (other < 0)
                {
                    var length = text[at..].IndexOfAnyExcept(s_base64) is var stop and >= 0 ? stop : text.Length - at;
                    if (!IsOrdinary(text, at, length) && IsPayload(text.Slice(at, length))) Count(ref found, at);
                    at += length;
                    continue;
                }

                at += other + 1;
                continue;
            }

            break;
        }

        Percents(text, ref found);
    }

    private static void Percents(ReadOnlySpan<char> text, ref (int Count, int At) found)
    {
        Span<byte> bytes = stackalloc byte[Looked];
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOf('%');
            if (next < 0) return;
            at += next;
            var start = at;
            var count = 0;
            // Letters that are written as signs although they need none.
            while (at + 2 < text.Length && text[at] == '%' && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
            {
                if (count < Looked) bytes[count] = (byte)(Digit(text[at + 1]) << 4 | Digit(text[at + 2]));
                count++;
                at += 3;
            }

            if (count >= ShortestPercent && IsText(bytes[..Math.Min(count, Looked)])) Count(ref found, start);
            if (count == 0 || at + 2 >= text.Length) at++;
        }
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 32) - 'a' + 10;

    // A picture within an address, and the parts of a signed token, are what they are for.
    private static bool IsOrdinary(ReadOnlySpan<char> text, int at, int length) =>
        text[Math.Max(0, at - 40)..at].Contains("data:image/", StringComparison.OrdinalIgnoreCase)
        || text[at..].StartsWith("eyJ", StringComparison.Ordinal) && (at > 0 && text[at - 1] == '.' || at + length < text.Length && text[at + length] == '.');

    private static bool IsPayload(ReadOnlySpan<char> run)
    {
        Span<byte> bytes = stackalloc byte[Looked];
        var hex = run[..(Math.Min(run.Length, Looked) / 2 * 2)];
        if (hex.Length >= ShortestHex && Convert.FromHexString(hex, bytes, out _, out var written) == OperationStatus.Done) return IsText(bytes[..written]);
        var head = run[..(Math.Min(run.Length, Looked) / 4 * 4)];
        if (head.ContainsAny('-', '_')) return Base64Url.DecodeFromChars(head, bytes, out _, out written) == OperationStatus.Done && IsText(bytes[..written]);
        return Convert.TryFromBase64Chars(head, bytes, out written) && IsText(bytes[..written]);
    }

    // Nearly all letters, digits, spaces and signs of sentences, with letters in most places.
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 10) return false;
        var (letters, readable) = (0, 0);
        foreach (var b in bytes)
        {
            if (char.IsAsciiLetter((char)b) || b == ' ') letters++;
            if (b is >= 32 and < 127 or (byte)'\n' or (byte)'\r' or (byte)'\t') readable++;
        }

        if (readable * 100 >= bytes.Length * 97) return letters * 10 >= bytes.Length * 6;
        // Text of another alphabet.
        return bytes[0] >= 0xC2 && letters * 20 < bytes.Length * 10 && IsUtf8Text(bytes);
    }

    private static bool IsUtf8Text(ReadOnlySpan<byte> bytes)
    {
        var (letters, runes) = (0, 0);
        while (!bytes.IsEmpty)
        {
            var status = System.Text.Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData) break;
            if (status != OperationStatus.Done) return false;
            runes++;
            if (System.Text.Rune.IsLetter(rune)) letters++;
            bytes = bytes[length..];
        }

        return runes >= 8 && letters * 10 >= runes * 7;
    }

    private static void Count(ref (int Count, int At) found, int at)
    {
        if (found.Count == 0 || at < found.At) found.At = at;
        found.Count++;
    }
}
