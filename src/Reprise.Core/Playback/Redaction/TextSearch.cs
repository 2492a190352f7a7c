using System.Text;

namespace Reprise.Playback.Redaction;

/// <summary>Looks for all kinds of things in a text at once.</summary>
internal sealed class TextSearch(IReadOnlyList<RedactionRule> rules, bool findsNames)
{
    private const string SecretKind = "secret";
    private const int Shortest = 6;
    private const int MaxRounds = 4;
    private const char Covered = '\uE000';

    /// <summary>In the order in which they stand, without overlaps.</summary>
    /// <param name="text">Where to look.</param>
    /// <param name="name">The name of the member it is the value of.</param>
    public List<Finding> In(string text, string? name)
    {
        if (findsNames && name is not null && text.Length >= 4 && !Placeholders.IsOne(text) && BuiltInRules.IsSecretName(name)) return [new Finding(SecretKind, 0, text.Length)];
        var taken = new List<Finding>();
        if (text.Length < Shortest) return taken;
        var searched = WithoutEscapes(text);
        var found = new List<Finding>();
        for (var round = 0; round < MaxRounds; round++)
        {
            found.Clear();
            foreach (var rule in rules) rule.Find(searched, found);
            if (found.Count == 0) break;
            // What is found stands for a placeholder from now on, beside which something else may begin.
            var covered = searched.ToCharArray();
            foreach (var finding in found)
            {
                var span = covered.AsSpan(finding.Start, finding.Length);
                if (span.Contains(Covered)) continue;
                span.Fill(Covered);
                (span[0], span[^1]) = ('<', '>');
                taken.Add(finding);
            }

            searched = new string(covered);
        }

        taken.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return taken;
    }

    /// <summary>A text that is itself JSON has line ends as two characters, of which the second must not be taken for the beginning of a word.</summary>
    private static string WithoutEscapes(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text);
        for (var i = 0; i + 1 < result.Length; i++)
        {
            if (result[i] != '\\') continue;
            if (result[i + 1] is 'n' or 'r' or 't') (result[i], result[i + 1]) = (' ', ' ');
            i++;
        }

        return result.ToString();
    }
}
