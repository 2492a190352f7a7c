using System.Collections.Frozen;

namespace Reprise.Privacy.Detection.Codes;

/// <summary>International bank account numbers: the country's length, and 1 modulo 97.</summary>
internal static class Ibans
{
    private static readonly FrozenDictionary<int, int> Lengths = Read(
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    /// <param name="code">Capitals and digits without separators.</param>
    public static bool IsValid(ReadOnlySpan<char> code)
    {
        if (code.Length < 15 || !char.IsAsciiLetter(code[0]) || !char.IsAsciiLetter(code[1]) || !char.IsAsciiDigit(code[2]) || !char.IsAsciiDigit(code[3])) return false;
        if (!Lengths.TryGetValue(code[0] << 8 | code[1], out var length) || length != code.Length) return false;
        return Remainder(code[..4], Remainder(code[4..], 0)) == 1;
    }

    private static int Remainder(ReadOnlySpan<char> code, int remainder)
    {
        foreach (var character in code) remainder = char.IsAsciiDigit(character) ? (remainder * 10 + character - '0') % 97 : (remainder * 100 + character - 'A' + 10) % 97;
        return remainder;
    }

    private static FrozenDictionary<int, int> Read(string lengths) =>
        lengths.Split(' ').ToFrozenDictionary(static entry => entry[0] << 8 | entry[1], static entry => (entry[2] - '0') * 10 + entry[3] - '0');
}
