using System.Text.RegularExpressions;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Patterns that come from people and meet texts that come from models: neither may take the time of all others.</summary>
internal static class BoundedPattern
{
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    public static Regex Read(EvaluatorOptions options, string name, bool ignoreCase, bool whole)
    {
        var pattern = options.NeedText(name);
        try
        {
            return Make(whole ? $@"\A(?:{pattern}\n?)\z" : pattern, ignoreCase);
        }
        catch (RegexParseException e)
        {
            var place = Math.Clamp(e.Offset - (whole ? 5 : 0), 0, pattern.Length);
            throw options.Wrong(name, $"is no pattern: {Mistake(e.Error)} at character {place + 1}");
        }
    }

    /// <summary>In time by the length of the text where the pattern allows it, else for so long and no longer.</summary>
    /// <exception cref="RegexParseException">It is no pattern.</exception>
    public static Regex Make(string pattern, bool ignoreCase = false)
    {
        var options = RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, Patience);
        }
        catch (NotSupportedException)
        {
            // Looks around, or back at a group: only the other engine can.
            return new Regex(pattern, options, Patience);
        }
    }

    private static string Mistake(RegexParseError error)
    {
        var words = string.Concat(error.ToString().Select(static c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
        return words.TrimStart();
    }
}
