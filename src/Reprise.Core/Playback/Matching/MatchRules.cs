using System.Diagnostics.CodeAnalysis;

namespace Reprise.Playback.Matching;

/// <summary>
/// What does not count when two requests are compared. A rule is a JSON pointer into the body, with <c>*</c> for any member or item (<c>/user</c>,
/// <c>/messages/*/id</c>); a parameter of the query (<c>?api-version</c>); or the name of something that changes within texts: <c>uuid</c>, <c>timestamp</c>,
/// <c>date</c>, <c>unix-time</c>, <c>hex</c>.
/// </summary>
public sealed class MatchRules
{
    public const int MaxRules = 64;
    private const int MaxLength = 512;

    /// <summary>Fields by which a caller is known and nothing is answered differently.</summary>
    public static IReadOnlyList<string> Default { get; } = ["/user", "/metadata", "/safety_identifier", "/prompt_cache_key"];

    private MatchRules(IReadOnlyList<string> names, string[][] pointers, string[] parameters, VolatileText[] texts) =>
        (Names, Pointers, Parameters, Texts) = (names, pointers, parameters, texts);

    /// <summary>As they were written.</summary>
    public IReadOnlyList<string> Names { get; }
    internal string[][] Pointers { get; }
    internal string[] Parameters { get; }
    internal VolatileText[] Texts { get; }

    /// <exception cref="FormatException">One of them is no rule; the message says which and what would be.</exception>
    public static MatchRules Read(IEnumerable<string> rules) => TryRead(rules, out var read, out var mistake) ? read : throw new FormatException(mistake);

    /// <param name="rules">As they are written.</param>
    /// <param name="read">The rules when true.</param>
    /// <param name="mistake">What is wrong when false.</param>
    public static bool TryRead(IEnumerable<string> rules, [NotNullWhen(true)] out MatchRules? read, [NotNullWhen(false)] out string? mistake)
    {
        var names = rules.Distinct(StringComparer.Ordinal).ToList();
        var (pointers, parameters, texts) = (new List<string[]>(), new List<string>(), new List<VolatileText>());
        read = null;
        mistake = names.Count > MaxRules ? $"there are more than {MaxRules} rules of what to ignore" : null;
        foreach (var name in names)
        {
            if (name.Length is 0 or > MaxLength) mistake ??= $"a rule of what to ignore has 1 to {MaxLength} characters";
            else if (name[0] == '/') pointers.Add([.. name[1..].Split('/').Select(static s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]);
            else if (name[0] == '?' && name.Length > 1) parameters.Add(name[1..]);
            else if (VolatileText.Find(name) is { } text) texts.Add(text);
            else mistake ??= $"'{TapeWords.Visible(name, 60)}' is no rule of what to ignore; expected a JSON pointer (/metadata/run), a parameter (?trace) or one of {string.Join(", ", VolatileText.Names)}";
        }

        if (mistake is not null) return false;
        // The longer forms first: a date within a timestamp belongs to it.
        read = new MatchRules(names, [.. pointers], [.. parameters], [.. texts.OrderBy(static t => t.Rank)]);
        return true;
    }
}
