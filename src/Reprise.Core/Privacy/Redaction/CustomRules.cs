using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Reprise.Privacy.Redaction;

/// <summary>A project's own patterns, ready to look with.</summary>
internal static class CustomRules
{
    public const int NameMax = 64;
    public const int PatternMax = 1000;
    private static readonly SearchValues<char> s_name = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public static bool IsValidName(string? name) =>
        name is { Length: > 0 and <= NameMax } && !name.AsSpan().ContainsAnyExcept(s_name);

    /// <summary>Makes a pattern that takes linear time on any text, or says why it cannot be one.</summary>
    public static bool TryCompile(string? pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? mistake)
    {
        (regex, mistake) = (null, null);
        if (pattern is not { Length: > 0 and <= PatternMax })
        {
            mistake = $"has a pattern that is not 1 to {PatternMax:N0} characters long";
            return false;
        }

        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            if (!regex.IsMatch("")) return true;
            (regex, mistake) = (null, "has a pattern that matches nothing at all (the empty text)");
        }
        catch (NotSupportedException)
        {
            mistake = "has a pattern with a backreference, a lookaround or an atomic group, or one that is too large; they can take too long";
        }
        catch (ArgumentException)
        {
            mistake = "has a pattern that is no regular expression";
        }

        return false;
    }
}
