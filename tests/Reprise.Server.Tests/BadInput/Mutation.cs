using System.Text;

namespace Reprise.Server.Tests.BadInput;

/// <summary>Makes bad bytes of good ones: flipped bits, lost and doubled pieces, and JSON values that changed places or kind.</summary>
internal static class Mutation
{
    private static readonly byte[][] s_values =
        [.. new[] { "null", "true", "-1", "1e999", "\"\"", "[]", "{}", "[[{}]]", "{\"text\":{\"text\":1}}", "99999999999999999999", "\"\\ud83d\"", "\"\\u0000\"" }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Zero to five changes; the original stays as it is.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = original.ToArray();
        for (var changes = random.Next(6); changes > 0 && bytes.Length > 0; changes--) bytes = Once(bytes, random);
        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        switch (random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = "{}[]\",:\\\n\r0n"u8[random.Next(12)];
                return bytes;
            case 2: return bytes[..at];
            case 3: return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 60))..]];
            case 4: return [.. bytes[..at], .. bytes.AsSpan(at, Math.Min(random.Next(1, 400), bytes.Length - at)), .. bytes[at..]];
            case 5: return [.. bytes[..at], 0xFF, 0xC3, 0x00, .. bytes[at..]];
            case 6: return [.. bytes[..at], .. "\\ud83d"u8, .. bytes[at..]];
            case 7: return SwapTokens(bytes, at, random.Next(bytes.Length));
            default: return ReplaceToken(bytes, at, s_values[random.Next(s_values.Length)]);
        }
    }

    /// <summary>Puts the value after one place where another stands, and the other way round.</summary>
    private static byte[] SwapTokens(byte[] bytes, int one, int other)
    {
        var (first, second) = (TokenAfter(bytes, Math.Min(one, other)), TokenAfter(bytes, Math.Max(one, other)));
        if (first.Start < 0 || second.Start < first.End) return bytes;
        return [.. bytes[..first.Start], .. bytes[second.Start..second.End], .. bytes[first.End..second.Start], .. bytes[first.Start..first.End], .. bytes[second.End..]];
    }

    private static byte[] ReplaceToken(byte[] bytes, int at, byte[] value)
    {
        var token = TokenAfter(bytes, at);
        return token.Start < 0 ? bytes : [.. bytes[..token.Start], .. value, .. bytes[token.End..]];
    }

    /// <summary>The next thing that stands between a colon and a comma or a closing bracket: mostly a whole value.</summary>
    private static (int Start, int End) TokenAfter(byte[] bytes, int at)
    {
        var colon = bytes.AsSpan(at).IndexOf((byte)':');
        if (colon < 0) return (-1, -1);
        var start = at + colon + 1;
        var length = bytes.AsSpan(start).IndexOfAny((byte)',', (byte)'}', (byte)']');
        return length < 0 ? (-1, -1) : (start, start + length);
    }
}
