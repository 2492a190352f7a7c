using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reprise.BuildPrices;

/// <summary>Our patterns: an asterisk at either end, a number sign for a digit.</summary>
internal static class Pattern
{
    public static IEnumerable<string> FromClause(JsonElement clause)
    {
        var (kind, value) = clause.EnumerateObject().Select(p => (p.Name, p.Value)).Single();
        return kind switch
        {
            "or" => value.EnumerateArray().SelectMany(FromClause),
            "equals" => [Text(value)],
            "starts_with" => [Text(value) + "*"],
            "ends_with" => ["*" + Text(value)],
            "contains" => ["*" + Text(value) + "*"],
            "regex" => [FromRegex(value.GetString()!)],
            _ => throw new NotSupportedException($"genai-prices has a rule we do not know: {clause}"),
        };
    }

    /// <summary>The same reading as NamePattern in Core, for the few names met here.</summary>
    public static bool Matches(string pattern, string name)
    {
        var core = Regex.Escape(pattern.Trim('*')).Replace("\\#", "[0-9]");
        // A pattern that ends in a version does not match the next version; see NamePattern.IsAnotherVersion.
        var end = pattern.EndsWith('*') ? Regex.IsMatch(pattern, @"(?<![0-9])[1-9][0-9]{0,2}\*$") ? @"(?![0-9]|[.-][0-9]{1,2}(?![0-9]|-[0-9]{4}))" : "" : "$";
        return Regex.IsMatch(name, (pattern.StartsWith('*') ? "" : "^") + core + end);
    }

    private static string Text(JsonElement value) => value.GetString()!.ToLowerInvariant();

    private static string FromRegex(string regex)
    {
        var text = Regex.Replace(regex, @"\\d\{(\d+)\}", match => new string('#', int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        text = text.Replace("\\d", "#").Replace("\\.", ".");
        var pattern = (text.StartsWith('^') ? "" : "*") + text.TrimStart('^').TrimEnd('$') + (text.EndsWith('$') ? "" : "*");
        return pattern.IndexOfAny(['\\', '[', '(', '{', '|', '+', '?']) < 0 ? pattern.ToLowerInvariant() : throw new NotSupportedException($"a rule we do not know: {regex}");
    }
}
