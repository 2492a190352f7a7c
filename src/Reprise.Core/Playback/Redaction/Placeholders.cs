using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Reprise.Playback.Redaction;

/// <summary>Names for values: <c>&lt;email-1&gt;</c> for the first e-mail address, and for each time it comes again. Holds values in memory for as long as a tape is written.</summary>
internal sealed partial class Placeholders
{
    private readonly ConcurrentDictionary<(string Kind, string Value), string> _names = new();
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    public static bool IsOne(string text) => One().IsMatch(text);

    /// <summary>The text with the numbers of its placeholders left out.</summary>
    public static string WithoutNumbers(string text) => text.Contains('<', StringComparison.Ordinal) ? Any().Replace(text, "<${kind}>") : text;

    public string For(string kind, string value) => _names.GetOrAdd((kind, value), Next);

    /// <summary>Counts on behind the placeholders of a tape that is added to.</summary>
    public void Continue(string text)
    {
        foreach (Match match in Any().Matches(text))
        {
            lock (_last)
                if (int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > _last.GetValueOrDefault(match.Groups["kind"].Value)) _last[match.Groups["kind"].Value] = number;
        }
    }

    private string Next((string Kind, string Value) named)
    {
        lock (_last)
        {
            var number = _last.GetValueOrDefault(named.Kind) + 1;
            _last[named.Kind] = number;
            return string.Create(CultureInfo.InvariantCulture, $"<{named.Kind}-{number}>");
        }
    }

    [GeneratedRegex("^<[a-z][a-z0-9-]{0,39}-[0-9]{1,9}>$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex One();

    [GeneratedRegex("<(?<kind>[a-z][a-z0-9-]{0,39})-(?<number>[0-9]{1,9})>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Any();
}
