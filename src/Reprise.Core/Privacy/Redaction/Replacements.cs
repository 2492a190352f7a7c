using System.Net;
using System.Security.Cryptography;
using System.Text;
using Reprise.Privacy.Detection;

namespace Reprise.Privacy.Redaction;

/// <summary>Says what stands in the place of a value. The same value gets the same pseudonym, and the same other value of its form, for as long as the key is the same.</summary>
/// <param name="key">Of the project.</param>
internal sealed class Replacements(ReadOnlyMemory<byte> key)
{
    public string For(RedactionMode mode, string type, ReadOnlySpan<char> value) => mode switch
    {
        RedactionMode.Keep => value.ToString(),
        RedactionMode.Mask => new string('*', value.Length),
        RedactionMode.Label => Placeholders.Label(type),
        RedactionMode.Pseudonym => Placeholders.Pseudonym(type, Hash(type, value)),
        RedactionMode.FormatPreserving => SameForm(type, value),
        _ => "",
    };

    private string Hash(string type, ReadOnlySpan<char> value)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes($"{type}\n{Normal(type, value)}"), mac);
        return Convert.ToHexStringLower(mac[..(Placeholders.HashLength / 2)]);
    }

    /// <summary>One spelling for the spellings of a value.</summary>
    private static string Normal(string type, ReadOnlySpan<char> value)
    {
        var text = value.Trim().ToString();
        switch (FindingTypes.FamilyOf(type))
        {
            case FindingTypes.Phone or FindingTypes.Card or FindingTypes.DateOfBirth:
                return string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();
            case FindingTypes.Iban or FindingTypes.NationalId or FindingTypes.Mac:
                return string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
            case FindingTypes.Ip:
                return IPAddress.TryParse(text, out var address) ? address.ToString() : text;
            case FindingTypes.Email or FindingTypes.Name or FindingTypes.Address:
                return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
            default:
                return text;
        }
    }

    /// <summary>Digits for digits and letters for letters; the rest stays. What has a checksum has the right one again.</summary>
    private string SameForm(string type, ReadOnlySpan<char> value)
    {
        var family = FindingTypes.FamilyOf(type);
        var result = new char[value.Length];
        var seed = Encoding.UTF8.GetBytes($"form\n{type}\n{value}");
        for (byte round = 0; round < 8; round++)
        {
            Fill(result, value, seed, round, family == FindingTypes.Iban ? 2 : 0);
            if (family == FindingTypes.Card) Checksums.FixLuhn(result);
            else if (family == FindingTypes.Iban) Checksums.FixIban(result);
            if (!value.SequenceEqual(result)) return new string(result);
        }

        return value.ContainsAnyInRange('0', '9') || value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z') ? new string('*', value.Length) : new string(result);
    }

    /// <param name="result">As long as the value.</param>
    /// <param name="value">Its form is kept.</param>
    /// <param name="seed">What the bytes are made from.</param>
    /// <param name="round">Another one gives another value.</param>
    /// <param name="keep">Letters and digits at the beginning that stay, such as an IBAN's country.</param>
    private void Fill(char[] result, ReadOnlySpan<char> value, byte[] seed, byte round, int keep)
    {
        Span<byte> block = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var salted = new byte[seed.Length + 5];
        seed.CopyTo(salted, 5);
        salted[0] = round;
        var used = block.Length;
        var blocks = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (!char.IsLetterOrDigit(c) && !char.IsSurrogate(c) || keep-- > 0)
            {
                result[i] = c;
                continue;
            }

            if (used == block.Length)
            {
                BitConverter.TryWriteBytes(salted.AsSpan(1), blocks++);
                HMACSHA256.HashData(key.Span, salted, block);
                used = 0;
            }

            // The bias of a byte modulo 10 or 26 gives nothing away: the hash has no way back.
            var b = block[used++];
            result[i] = char.IsDigit(c) ? (char)('0' + (b % 10)) : char.IsUpper(c) ? (char)('A' + (b % 26)) : (char)('a' + (b % 26));
        }
    }
}
