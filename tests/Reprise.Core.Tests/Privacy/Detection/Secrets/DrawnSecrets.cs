using System.Text.RegularExpressions;

namespace Reprise.Core.Tests.Privacy.Detection.Secrets;

/// <summary>Draws tokens of the forms in the tables, so that no token stands in the sources.</summary>
internal static partial class DrawnSecrets
{
    public static string Draw(string shape, Random random)
    {
        shape = shape.Replace("{uuid}", "{h8}-{h4}-{h4}-{h4}-{h12}", StringComparison.Ordinal);
        shape = Words().Replace(shape, match => match.Groups[1].Value.Split('|')[0]);
        return Sets().Replace(shape, match =>
        {
            var (least, most) = (int.Parse(match.Groups[2].Value), int.Parse(match.Groups[3].Success ? match.Groups[3].Value : match.Groups[2].Value));
            var characters = Characters(match.Groups[1].Value[0]);
            return new string([.. Enumerable.Range(0, Math.Min(most, Math.Max(least, 1))).Select(_ => characters[random.Next(characters.Length)])]);
        });
    }

    // Letters and digits only: what else a set holds may also end a token.
    private static string Characters(char set) => set switch
    {
        'd' => "0123456789",
        'h' or 'x' => "0123456789abcdef",
        'H' => "0123456789ABCDEF",
        'U' => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        'u' => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        '3' => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        'l' => "abcdefghijklmnopqrstuvwxyz0123456789",
        _ => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    };

    [GeneratedRegex(@"\[(?<words>[^\]]*)\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    [GeneratedRegex(@"\{(?<set>.)(?<least>\d+)(?:-(?<most>\d+))?\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sets();
}
