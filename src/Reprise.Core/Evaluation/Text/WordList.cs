using System.Collections.Frozen;

namespace Reprise.Evaluation.Text;

/// <summary>
/// A list of words and phrases by category, found as whole words. It finds words and does not understand them: quoting, denying or speaking about a word counts as using it,
/// and what is meant badly in harmless words is not found.
/// </summary>
internal sealed class WordList
{
    /// <summary>Only so much of a text is looked at.</summary>
    private const int MostCharacters = 200_000;

    private readonly FrozenDictionary<string, ListedPhrase[]> _byFirst;

    /// <param name="categories">Name and entries, separated by commas.</param>
    public WordList(params ReadOnlySpan<(string Category, string Entries)> categories)
    {
        var all = new List<ListedPhrase>();
        foreach (var (category, entries) in categories)
        {
            foreach (var entry in entries.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) all.Add(new ListedPhrase(category, entry, [.. FoldedWords.Of(entry)]));
        }

        All = all;
        _byFirst = all.GroupBy(phrase => phrase.Words[0], StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Every entry.</summary>
    public IReadOnlyList<ListedPhrase> All { get; }

    /// <summary>What of the list stands in the text, by category and entry in the order of the list; empty when nothing does.</summary>
    public IReadOnlyList<ListMatch> Find(string text)
    {
        var words = FoldedWords.Of(text.Length > MostCharacters ? text[..MostCharacters] : text);
        var counts = new Dictionary<ListedPhrase, int>();
        for (var i = 0; i < words.Count; i++)
        {
            foreach (var phrase in Candidates(words[i]))
            {
                if (IsAt(words, i, phrase)) counts[phrase] = counts.GetValueOrDefault(phrase) + 1;
            }
        }

        return counts.Count == 0 ? [] : [.. All.Where(counts.ContainsKey).Select(phrase => new ListMatch(phrase.Category, phrase.Entry, counts[phrase]))];
    }

    /// <summary>A word with stars in it stands for every word it fits.</summary>
    private IEnumerable<ListedPhrase> Candidates(string word)
    {
        if (_byFirst.TryGetValue(word, out var phrases)) return phrases;
        return word.Contains('*', StringComparison.Ordinal) ? All.Where(phrase => Fits(word, phrase.Words[0])).Take(1) : [];
    }

    private static bool IsAt(List<string> words, int at, ListedPhrase phrase)
    {
        if (at + phrase.Words.Count > words.Count) return false;
        for (var i = 1; i < phrase.Words.Count; i++)
        {
            if (words[at + i] != phrase.Words[i]) return false;
        }

        return true;
    }

    private static bool Fits(string starred, string word)
    {
        if (starred.Length != word.Length || starred[0] != word[0]) return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (starred[i] != '*' && starred[i] != word[i]) return false;
        }

        return true;
    }
}

/// <param name="Category">Such as <c>insult</c>.</param>
/// <param name="Entry">As it was written down.</param>
/// <param name="Words">Folded, see <see cref="FoldedWords"/>.</param>
internal sealed record ListedPhrase(string Category, string Entry, IReadOnlyList<string> Words);

/// <param name="Category">Such as <c>insult</c>.</param>
/// <param name="Entry">The list's own spelling.</param>
/// <param name="Count">How often it stands in the text.</param>
internal readonly record struct ListMatch(string Category, string Entry, int Count);
