using System.Collections.Frozen;
using System.Text;
using Reprise.Comparison;

namespace Reprise.Evaluation.Text;

/// <summary>Which language a text is in.</summary>
/// <param name="Language">ISO 639-1, such as <c>en</c>; null when it cannot be told: nothing but code, numbers or names, or a language that is on no list.</param>
/// <param name="Confidence">0 to 1: how far the language is ahead of the next, 1 when its script alone tells it. No probability.</param>
internal readonly record struct LanguageGuess(string? Language, double Confidence)
{
    /// <summary>Only so much of a text is read: a language shows early.</summary>
    private const int MostCharacters = 20_000;

    /// <summary>Least weight of words and letters that tells a language.</summary>
    private const double LeastScore = 0.75;

    /// <summary>A letter that few languages have tells less than a word.</summary>
    private const double LetterWeight = 0.6;

    private static readonly FrozenDictionary<string, (string Language, double Weight)[]> s_words = Weigh(LanguageProfiles.All.SelectMany(profile => profile.Words.Split(' ').Select(word => (word, profile.Language))));

    private static readonly FrozenDictionary<string, (string Language, double Weight)[]> s_letters = Weigh(LanguageProfiles.All.SelectMany(profile => profile.Letters.EnumerateRunes().Select(letter => (letter.ToString(), profile.Language))));

    /// <summary>
    /// By script where one script means one language (Greek, Thai, Korean, kana …); between languages of one script by their most frequent words and by letters that few
    /// have, each counting the less the more languages have it. Code blocks are passed over. English words within another language's text do not turn it.
    /// </summary>
    public static LanguageGuess Of(string text)
    {
        var prose = WithoutCode(text.Length > MostCharacters ? text[..MostCharacters] : text);
        // A text of which most letters are in no language (a cipher, say) may be about them in another script.
        var scripts = ScriptCounts.Of(prose);
        if (scripts.Count == 0) return default;
        var (scores, read) = Score(prose);
        foreach (var script in scripts)
        {
            if (LanguageProfiles.OfScript(script) is { } only) return new LanguageGuess(only, 1);
            if (Best(scores.Where(pair => LanguageProfiles.ScriptOf(pair.Key) == script), read) is { Language: not null } found) return found;
        }

        return default;
    }

    private static (Dictionary<string, double> Scores, int Words) Score(string prose)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        var read = 0;
        foreach (var word in TextWords.Of(prose))
        {
            read++;
            Add(scores, s_words, word, 1);
            foreach (var letter in word.EnumerateRunes())
            {
                if (!letter.IsAscii) Add(scores, s_letters, letter.ToString(), LetterWeight);
            }
        }

        return (scores, read);
    }

    private static LanguageGuess Best(IEnumerable<KeyValuePair<string, double>> scores, int words)
    {
        var ranked = scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(2).ToList();

        // Of a long text of which hardly a word is known the language is on no list.
        if (ranked.Count == 0 || ranked[0].Value < Math.Max(LeastScore, 0.02 * words)) return default;
        var ahead = ranked.Count == 1 ? 1 : 1 - ranked[1].Value / ranked[0].Value;
        return ahead == 0 ? default : new LanguageGuess(ranked[0].Key, Math.Round(ahead, 3));
    }

    private static void Add(Dictionary<string, double> scores, FrozenDictionary<string, (string Language, double Weight)[]> table, string key, double weight)
    {
        if (!table.TryGetValue(key, out var languages)) return;
        foreach (var (language, share) in languages) scores[language] = scores.GetValueOrDefault(language) + share * weight;
    }

    private static FrozenDictionary<string, (string Language, double Weight)[]> Weigh(IEnumerable<(string Key, string Language)> entries) => entries.Distinct().Where(entry => entry.Key.Length > 0)
        .GroupBy(entry => entry.Key, entry => entry.Language, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.Select(language => (language, 1.0 / group.Count())).ToArray(), StringComparer.Ordinal);

    /// <summary>Fenced blocks and what stands between back ticks.</summary>
    private static string WithoutCode(string text)
    {
        if (!text.Contains('`', StringComparison.Ordinal)) return text;
        var prose = new StringBuilder(text.Length);
        var parts = text.Split("```");
        for (var i = 0; i < parts.Length; i += 2)
        {
            var spans = parts[i].Split('`');
            for (var j = 0; j < spans.Length; j += 2) prose.Append(spans[j]).Append(' ');
        }

        return prose.ToString();
    }
}
