using System.Text.RegularExpressions;
using Reprise.Cache.Judging;

namespace Reprise.BuildJudge;

/// <summary>Makes of one question others that ask the same, and others that nearly do. What it makes follows from structure alone.</summary>
internal sealed partial class Rewordings(Random random, IReadOnlyList<string> questions)
{
    private static readonly (string, string)[] s_contractions = [("what is", "what's"), ("who is", "who's"), ("where is", "where's"), ("how is", "how's"), ("do not", "don't"), ("does not", "doesn't"), ("is not", "isn't"), ("can not", "can't"), ("i am", "i'm"), ("did not", "didn't")];
    private static readonly string[] s_openings = ["how do i", "how can i", "how do you", "how to", "how can you", "how should i", "how do we", "how can we", "how does one", "how would you"];
    private static readonly string[] s_courtesies = ["Please tell me, {0}", "Hi, {0}", "Hello! {0}", "Can you tell me {0}", "Could you please tell me {0}", "{0} Thanks!", "{0} please", "Please: {0}", "Hey, {0} Thank you"];
    private static readonly string[] s_constraints = ["in python", "for children", "without sugar", "in winter", "at night", "for free", "in germany", "on a budget", "with excel", "for beginners", "before surgery", "in 2008", "on windows", "by hand", "for dogs", "during pregnancy", "under water", "in less than an hour", "for women", "at home", "without a license", "on mars", "for a small business", "in french"];
    private static readonly (string, string)[] s_questions = [("why", "how"), ("when", "where"), ("who", "when"), ("where", "why"), ("what", "who"), ("how many", "how long"), ("how much", "how often"), ("how old", "how tall")];

    private readonly string[] _words = questions.SelectMany(question => question.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(word => word.Length > 3 && word.All(char.IsAsciiLetter) && !EnglishWords.IsFunction(word))
        .GroupBy(word => word, StringComparer.Ordinal).Where(same => same.Count() > 2).Select(same => same.Key).Order(StringComparer.Ordinal).ToArray();

    /// <summary>Asks the same in a trivially other way; null when it finds none.</summary>
    public string? Same(string question)
    {
        var text = question;
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            text = random.Next(7) switch
            {
                0 => text.ToLowerInvariant(),
                1 => text.TrimEnd('?', '.', ' '),
                2 => string.Format(System.Globalization.CultureInfo.InvariantCulture, s_courtesies[random.Next(s_courtesies.Length)], text),
                3 => ReplaceAny(text, s_contractions),
                4 => Articles().Replace(text, " ", 1),
                5 => Opening(text),
                _ => text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text,
            };
        }

        return text == question ? null : text;
    }

    /// <summary>Asks something else in nearly the same words; null when it finds none.</summary>
    public string? Other(string question)
    {
        var words = question.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var changed = random.Next(7) switch
        {
            0 => Numbers().Replace(question, number => (long.TryParse(number.Value, out var value) ? value + random.Next(1, 9) : 7).ToString(System.Globalization.CultureInfo.InvariantCulture), 1),
            1 => Auxiliaries().Replace(question, "$0 not", 1),
            2 or 3 => Substitute(words),
            4 => question.TrimEnd('?', '.', ' ') + " " + s_constraints[random.Next(s_constraints.Length)] + "?",
            5 => Swap(words),
            _ => ReplaceAny(question, s_questions),
        };
        return changed is null || string.Equals(changed, question, StringComparison.OrdinalIgnoreCase) ? null : changed;
    }

    /// <summary>One content word becomes another of the kind: near enough that a vector may blur it, too far to mean the same.</summary>
    private string? Substitute(string[] words)
    {
        var places = Enumerable.Range(0, words.Length).Where(i => words[i].Length > 3 && words[i].All(char.IsAsciiLetter) && !EnglishWords.IsFunction(words[i].ToLowerInvariant())).ToArray();
        if (places.Length == 0) return null;
        var place = places[random.Next(places.Length)];
        var word = WordTable.Shared.Get(words[place].ToLowerInvariant());
        for (var tries = 0; tries < 400; tries++)
        {
            var other = WordTable.Shared.Get(_words[random.Next(_words.Length)]);
            if (other.Stem == word.Stem || word.Similarity(other) is < .25f or > .6f) continue;
            var changed = (string[])words.Clone();
            changed[place] = other.Text;
            return string.Join(' ', changed);
        }

        return null;
    }

    /// <summary>Two content words change places around a word that tells them apart.</summary>
    private static string? Swap(string[] words)
    {
        for (var i = 1; i + 1 < words.Length; i++)
        {
            if (words[i].ToLowerInvariant() is not ("to" or "from" or "than" or "over" or "into" or "before" or "after" or "by" or "in" or "without")) continue;
            var (left, right) = (words[i - 1], words[i + 1].TrimEnd('?', '.', ','));
            if (EnglishWords.IsFunction(left.ToLowerInvariant()) || EnglishWords.IsFunction(right.ToLowerInvariant()) || left == right) continue;
            var changed = (string[])words.Clone();
            (changed[i - 1], changed[i + 1]) = (right, left);
            return string.Join(' ', changed);
        }

        return null;
    }

    private string Opening(string text)
    {
        foreach (var opening in s_openings)
        {
            if (text.StartsWith(opening + " ", StringComparison.OrdinalIgnoreCase)) return s_openings[random.Next(s_openings.Length)] + text[opening.Length..];
        }

        return text;
    }

    private static string ReplaceAny(string text, (string From, string To)[] pairs)
    {
        foreach (var (from, to) in pairs)
        {
            var at = text.IndexOf(from + " ", StringComparison.OrdinalIgnoreCase);
            if (at == 0 || at > 0 && text[at - 1] == ' ') return text[..at] + to + text[(at + from.Length)..];
        }

        return text;
    }

    [GeneratedRegex(@" (?:the|a|an) ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Articles();

    [GeneratedRegex(@"\b\d+\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\b(?:do|does|did|is|are|can|should|will|was) \w+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Auxiliaries();
}
