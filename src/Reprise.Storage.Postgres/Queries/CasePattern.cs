using System.Globalization;
using System.Text;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>
/// A regular expression for "contains this text, case apart" that means the same under every locale: each letter becomes the set of letters that .NET's ordinal
/// comparison takes for it.
/// </summary>
internal static class CasePattern
{
    private static readonly Lazy<Dictionary<int, int[]>> s_families = new(Families);

    public static string Contains(string text)
    {
        var pattern = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (s_families.Value.TryGetValue(Rune.ToUpperInvariant(rune).Value, out var family))
            {
                pattern.Append('[');
                foreach (var member in family) Append(pattern, member);
                pattern.Append(']');
            }
            else Append(pattern, rune.Value);
        }

        return pattern.ToString();
    }

    private static void Append(StringBuilder pattern, int rune)
    {
        if (rune < 0x80 && char.IsAsciiLetterOrDigit((char)rune)) pattern.Append((char)rune);
        else pattern.Append(CultureInfo.InvariantCulture, $"\\U{rune:X8}");
    }

    /// <summary>By their upper case, all letters that have one, where there are several.</summary>
    private static Dictionary<int, int[]> Families() =>
        Enumerable.Range(0, 0x20000).Where(Rune.IsValid).GroupBy(value => Rune.ToUpperInvariant(new Rune(value)).Value)
            .Where(family => family.Count() > 1).ToDictionary(family => family.Key, family => family.ToArray());
}
