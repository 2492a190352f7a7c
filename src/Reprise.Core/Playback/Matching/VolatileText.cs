using System.Text.RegularExpressions;

namespace Reprise.Playback.Matching;

/// <summary>Something within texts that differs from run to run.</summary>
internal sealed partial class VolatileText
{
    private static readonly VolatileText[] s_all =
    [
        new("uuid", 0, Uuid()), new("timestamp", 1, Timestamp()), new("date", 2, Date()), new("hex", 3, Hex()), new("unix-time", 4, UnixTime()),
    ];

    private readonly Regex _pattern;
    private readonly string _stand;

    private VolatileText(string name, int rank, Regex pattern) => (Name, Rank, _pattern, _stand) = (name, rank, pattern, $"<{name}>");

    public static IEnumerable<string> Names => s_all.Select(static text => text.Name);

    public string Name { get; }
    public int Rank { get; }

    public static VolatileText? Find(string name) => Array.Find(s_all, text => text.Name == name);

    /// <summary>The text with every occurrence replaced by the name.</summary>
    public string Replace(string text) => _pattern.Replace(text, _stand);

    [GeneratedRegex("(?<![0-9A-Za-z])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Timestamp();

    [GeneratedRegex("(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Date();

    [GeneratedRegex("(?<![0-9A-Za-z])[0-9a-fA-F]{16,128}(?![0-9A-Za-z])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Hex();

    [GeneratedRegex("(?<![0-9])1[0-9]{9}(?:[0-9]{3})?(?![0-9])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex UnixTime();
}
