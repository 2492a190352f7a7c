using System.Buffers;
using System.Security.Cryptography;
using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Codes;

/// <summary>Addresses of crypto wallets: base58 and bech32 by their checksums, Ethereum by its form.</summary>
internal static class Wallets
{
    public const int Shortest = 25;
    private const int Longest = 100;
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Ripple = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
    private const string Bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    public static TextFinding Find(Passage passage, int token)
    {
        var word = passage.Of(token);
        if (word.Length > Longest || !IsValid(word)) return default;
        return new TextFinding(FindingTypes.Wallet, passage.Tokens[token].Start, word.Length, word.StartsWith("0x", StringComparison.Ordinal) ? 0.9 : 1);
    }

    private static bool IsValid(ReadOnlySpan<char> word)
    {
        if (word.Length == 42 && word.StartsWith("0x", StringComparison.Ordinal)) return !word[2..].ContainsAnyExcept(Hexadecimal) && word[2..].ContainsAnyExcept('0');
        if (word.StartsWith("bc1", StringComparison.OrdinalIgnoreCase) || word.StartsWith("tb1", StringComparison.OrdinalIgnoreCase)) return IsBech32(word, 2);
        if (word.StartsWith("ltc1", StringComparison.OrdinalIgnoreCase)) return IsBech32(word, 3);
        if (word.StartsWith("addr1", StringComparison.OrdinalIgnoreCase)) return IsBech32(word, 4);
        if (word.Length > 35) return false;

        // Bitcoin, Litecoin, Dogecoin, Dash and Tron begin so; Ripple has an alphabet of its own.
        return word[0] switch
        {
            '1' or '3' or 'L' or 'M' or 'D' or 'X' or 'T' or 'm' or 'n' or '2' => IsBase58(word, Base58),
            'r' => IsBase58(word, Ripple),
            _ => false,
        };
    }

    private static bool IsBase58(ReadOnlySpan<char> word, string alphabet)
    {
        Span<byte> bytes = stackalloc byte[25];
        bytes.Clear();
        foreach (var character in word)
        {
            var carry = alphabet.IndexOf(character, StringComparison.Ordinal);
            if (carry < 0) return false;
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0) return false;
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes[..21], hash);
        SHA256.HashData(hash, hash);
        return hash[..4].SequenceEqual(bytes[21..]);
    }

    private static bool IsBech32(ReadOnlySpan<char> word, int prefix)
    {
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        uint check = 1;
        bool small = false, large = false;
        for (var i = 0; i < prefix; i++) Add(ref check, generator, (uint)char.ToLowerInvariant(word[i]) >> 5);
        Add(ref check, generator, 0);
        for (var i = 0; i < prefix; i++) Add(ref check, generator, (uint)char.ToLowerInvariant(word[i]) & 31);
        foreach (var character in word[(prefix + 1)..])
        {
            small |= char.IsAsciiLetterLower(character);
            large |= char.IsAsciiLetterUpper(character);
            var value = Bech32.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
            if (value < 0) return false;
            Add(ref check, generator, (uint)value);
        }

        return !(small && large) && check is 1 or 0x2bc830a3;
    }

    private static void Add(ref uint check, ReadOnlySpan<uint> generator, uint value)
    {
        var top = check >> 25;
        check = ((check & 0x1ffffff) << 5) ^ value;
        for (var i = 0; i < generator.Length; i++)
        {
            if (((top >> i) & 1) != 0) check ^= generator[i];
        }
    }
}
