using System.Text;
using System.Text.RegularExpressions;
using Reprise.Encryption;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Policies;

namespace Reprise.Privacy.Redaction;

/// <summary>Takes out of a text what a project's policy says. Time grows with the text's length and nothing else. Safe for use from many threads.</summary>
public sealed class TextRedactor
{
    /// <summary>For what the project's secret behind pseudonyms is asked.</summary>
    public const string Purpose = "pseudonym";

    /// <summary>Nothing that can be found is shorter.</summary>
    internal const int ShortestText = 4;

    /// <summary>A finder that is less sure than this is not believed.</summary>
    private const double Confidence = 0.5;

    private readonly Detector _detector;
    private readonly IReadOnlyDictionary<string, RedactionMode> _modes;
    private readonly (string Name, Regex Pattern, RedactionMode Mode)[] _rules;
    private readonly HashSet<string> _allowed;
    private readonly Replacements _replacements;
    private readonly bool _looksForBuiltIn;
    private readonly FindingMemory _memory = new();

    /// <param name="policy">Without mistakes.</param>
    /// <param name="detector">What finds the types that are built in.</param>
    /// <param name="secrets">What pseudonyms are made with.</param>
    /// <param name="project">Whose policy it is.</param>
    public TextRedactor(PrivacyPolicy policy, Detector detector, IProjectSecrets secrets, string project)
        : this(policy, detector, Usual(policy, secrets, project))
    {
    }

    internal TextRedactor(PrivacyPolicy policy, Detector detector, ReadOnlyMemory<byte> key)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(detector);
        _detector = detector;
        _modes = policy.Redact;
        _rules = [.. policy.Rules.Select(rule => (rule.Name, CustomRules.TryCompile(rule.Pattern, out var pattern, out var mistake) ? pattern : throw new ArgumentException($"the rule '{rule.Name}' {mistake}", nameof(policy)),
            policy.Redact.GetValueOrDefault(rule.Name, RedactionMode.Label))).Where(static rule => rule.Item3 != RedactionMode.Keep)];
        _allowed = new HashSet<string>(policy.Allow, StringComparer.OrdinalIgnoreCase);
        _replacements = new Replacements(key);
        var own = policy.Rules.Select(static rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        _looksForBuiltIn = policy.Redact.Any(pair => pair.Value != RedactionMode.Keep && !own.Contains(pair.Key));
        LooksForAnything = _looksForBuiltIn || _rules.Length > 0;
    }

    /// <summary>False when the policy redacts nothing: every text stays as it is.</summary>
    public bool LooksForAnything { get; }

    public RedactedText Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var edits = new List<TextEdit>();
        Find(text, default, edits);
        if (edits.Count == 0) return new RedactedText(text, []);
        var spans = new List<RedactedSpan>(edits.Count);
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (var edit in edits)
        {
            result.Append(text, at, edit.Start - at);
            spans.Add(new RedactedSpan(edit.Type, edit.Start, edit.Length, result.Length, edit.Replacement.Length));
            result.Append(edit.Replacement);
            at = edit.End;
        }

        return new RedactedText(result.Append(text, at, text.Length - at).ToString(), spans);
    }

    /// <summary>Adds what is to be replaced, in the order of the text, without overlaps.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="name">The name that stands beside it and may say what it is; empty for none.</param>
    /// <param name="into">Takes the edits.</param>
    internal void Find(ReadOnlySpan<char> text, ReadOnlySpan<char> name, List<TextEdit> into)
    {
        if (!LooksForAnything || text.Length < ShortestText) return;
        foreach (var found in name.IsEmpty ? Remembered(text) : Beside(text, name)) into.Add(Edit(found, text.Slice(found.Start, found.Length)));
    }

    /// <summary>The edit of something found.</summary>
    internal TextEdit Edit(Found found, ReadOnlySpan<char> value) => new(found.Type, found.Start, found.Length, _replacements.For(found.Mode, found.Type, value));

    /// <summary>What is found in a text, in order, without overlaps.</summary>
    internal Found[] Remembered(ReadOnlySpan<char> text)
    {
        if (!LooksForAnything || text.Length < ShortestText) return [];
        if (text.Length < FindingMemory.ShortestText) return Look(text);
        var key = FindingMemory.KeyOf(text);
        if (_memory.Find(key) is { } known) return known;
        var found = Look(text);
        _memory.Keep(key, found);
        return found;
    }

    /// <summary>Looks at a value together with its name, as a person would.</summary>
    private Found[] Beside(ReadOnlySpan<char> text, ReadOnlySpan<char> name)
    {
        var before = name.Length + 2;
        var together = string.Concat(name, ": ", text);
        return [.. Look(together).Where(found => found.End > before).Select(found =>
            found.Start >= before ? found with { Start = found.Start - before } : found with { Start = 0, Length = found.End - before })];
    }

    private Found[] Look(ReadOnlySpan<char> text)
    {
        var seen = text.Contains('\\') ? WithoutEscapes(text) : text;
        List<Found>? found = null;
        foreach (var (name, pattern, mode) in _rules)
        {
            foreach (var match in pattern.EnumerateMatches(seen))
            {
                if (match.Length > 0) Add(ref found, text, new Found(name, match.Index, match.Length, mode));
            }
        }

        if (_looksForBuiltIn)
        {
            foreach (var finding in _detector.Find(seen))
            {
                if (finding.Confidence < Confidence || ModeOf(finding.Type) is not (not RedactionMode.Keep and var mode)) continue;
                Add(ref found, text, new Found(finding.Type, finding.Start, finding.Length, mode));
            }
        }

        if (found is null) return [];
        found.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        return Joined(found);
    }

    private void Add(ref List<Found>? into, ReadOnlySpan<char> text, Found found)
    {
        if (Placeholders.Covers(text, found.Start, found.End)) return;
        if (_allowed.Count > 0 && _allowed.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.Slice(found.Start, found.Length))) return;
        (into ??= []).Add(found);
    }

    /// <summary>What overlaps becomes one, under the name of the first: nothing of either is left.</summary>
    private static Found[] Joined(List<Found> found)
    {
        var kept = new List<Found>(found.Count);
        foreach (var one in found)
        {
            if (kept.Count > 0 && kept[^1].End > one.Start) kept[^1] = kept[^1] with { Length = Math.Max(kept[^1].End, one.End) - kept[^1].Start };
            else kept.Add(one);
        }

        return [.. kept];
    }

    /// <summary>By the type itself, else by its family.</summary>
    private RedactionMode ModeOf(string type) =>
        _modes.TryGetValue(type, out var mode) || _modes.TryGetValue(FindingTypes.FamilyOf(type), out mode) ? mode : RedactionMode.Keep;

    /// <summary>Code and JSON within a text write line ends as two characters, of which the second must not be taken for the beginning of a word.</summary>
    private static char[] WithoutEscapes(ReadOnlySpan<char> text)
    {
        var result = text.ToArray();
        for (var i = 0; i + 1 < result.Length; i++)
        {
            if (result[i] != '\\') continue;
            if (result[i + 1] is 'n' or 'r' or 't') (result[i], result[i + 1]) = (' ', ' ');
            i++;
        }

        return result;
    }

    private static ReadOnlyMemory<byte> Usual(PrivacyPolicy policy, IProjectSecrets secrets, string project)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(secrets);
        return policy.Redact.Count > 0 ? secrets.Of(project, Purpose) : default;
    }
}
