namespace Reprise.Privacy.Detection.Secrets;

/// <summary>A set of ASCII characters.</summary>
internal readonly struct CharSet
{
    private readonly ulong _low;
    private readonly ulong _high;

    public CharSet(string characters)
    {
        foreach (var c in characters)
        {
            if (c < 64) _low |= 1UL << c;
            else if (c < 128) _high |= 1UL << (c - 64);
        }
    }

    public const string Digits = "0123456789";
    public const string Lower = "abcdefghijklmnopqrstuvwxyz";
    public const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public bool Contains(char c) => c < 64 ? (_low >> c & 1) != 0 : c < 128 && (_high >> (c - 64) & 1) != 0;

    /// <summary>The set that a letter of the table of formats stands for.</summary>
    public static CharSet Named(char name) => new(name switch
    {
        'd' => Digits,
        'h' => Digits + "abcdef",
        'H' => Digits + "ABCDEF",
        'x' => Digits + "abcdefABCDEF",
        '3' => Upper + "234567",
        'U' => Upper,
        'l' => Lower + Digits,
        'u' => Upper + Digits,
        'a' => Lower + Upper + Digits,
        'w' => Lower + Upper + Digits + "_",
        'W' => Lower + Upper + Digits + "_-",
        'D' => Lower + Upper + Digits + "_-.",
        'b' => Lower + Upper + Digits + "+/",
        'B' => Lower + Upper + Digits + "+/=",
        'p' => Lower + Upper + Digits + "_-=",
        'P' => Lower + Upper + Digits + "_-=.",
        'k' => Lower + Upper + Digits + "_-=/+",
        't' => Lower + Upper + Digits + "_-.~",
        'r' => Lower + Upper + Digits + "%",
        _ => throw new FormatException($"'{name}' names no set of characters."),
    });
}
