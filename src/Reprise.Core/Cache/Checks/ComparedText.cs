using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Reprise.Cache.Checks;

/// <summary>An answer taken apart for comparing: its words without case, marks and markup, and what they say of numbers, denial, yes, no and refusal.</summary>
internal sealed class ComparedText
{
    private const int RefusalWords = 60;

    private static readonly FrozenSet<string> s_filler = new[]
    {
        "the", "a", "an", "is", "are", "was", "were", "it", "its", "it's", "that", "that's", "this", "of", "to", "in", "on", "be", "answer", "result", "value", "correct",
        "would", "will", "sure", "here", "by", "so", "and", "s", "they", "he", "she", "about", "approximately", "called", "known", "as",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_denials = new[]
    {
        "not", "no", "never", "none", "neither", "nor", "nobody", "nothing", "nowhere", "without", "cannot", "can't", "cant", "don't", "doesn't", "didn't", "isn't", "aren't",
        "wasn't", "weren't", "won't", "wouldn't", "shouldn't", "couldn't", "haven't", "hasn't", "hadn't", "mustn't", "ain't", "unable", "impossible",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_yes = new[] { "yes", "yep", "yeah", "true", "correct", "indeed", "absolutely", "certainly" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_no = new[] { "no", "nope", "false", "incorrect", "wrong" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] s_denyingPrefixes = ["un", "in", "im", "ir", "il", "non", "dis", "mis", "non-"];

    private static readonly string[] s_refusals =
    [
        "i cannot help", "i can't help", "i cannot assist", "i can't assist", "i cannot provide", "i can't provide", "i'm sorry but i can", "i am sorry but i can",
        "i'm unable to", "i am unable to", "i won't be able", "i'm not able to", "i am not able to", "i cannot comply", "i can't comply", "i cannot fulfill", "i can't fulfill",
        "as an ai language model i", "i must decline", "i have to decline", "i do not have access", "i don't have access", "i cannot answer", "i can't answer",
    ];

    private ComparedText(List<string> words)
    {
        Words = words;
        Plain = string.Join(' ', words);
        foreach (var word in words)
        {
            if (TryNumber(word, out var number)) Numbers.Add(number);
            if (s_denials.Contains(word)) Denials++;
            else if (!s_filler.Contains(word)) Core.Add(word);
        }

        if (words.Count > 0) Verdict = s_yes.Contains(words[0]) ? true : s_no.Contains(words[0]) ? false : null;
        IsRefusal = words.Count <= RefusalWords && Array.Exists(s_refusals, refusal => Plain.StartsWith(refusal, StringComparison.Ordinal) || Plain.Contains($" {refusal}", StringComparison.Ordinal));
        IsNumber = Numbers.Count == 1 && words.Count <= 2;
    }

    /// <summary>The words, one space between.</summary>
    public string Plain { get; }
    public IReadOnlyList<string> Words { get; }

    /// <summary>The words that carry meaning of their own.</summary>
    public HashSet<string> Core { get; } = new(StringComparer.Ordinal);

    /// <summary>In order.</summary>
    public List<double> Numbers { get; } = [];
    public int Denials { get; }

    /// <summary>What it begins with: yes, no, or neither.</summary>
    public bool? Verdict { get; }

    /// <summary>A short text in which somebody says that there will be no answer.</summary>
    public bool IsRefusal { get; }

    /// <summary>A number and at most its unit.</summary>
    public bool IsNumber { get; }

    public static ComparedText Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i] is '’' ? '\'' : char.ToLowerInvariant(text[i]);
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) word.Append(c);
            else if (BelongsToWord(text, i, c)) word.Append(c);
            else
            {
                Take(word, words);
                if (c is '%' or '€' or '$' or '£' or '<' or '>' or '=' or '+') words.Add(c.ToString());
            }
        }

        Take(word, words);
        return new ComparedText(words);
    }

    /// <summary>Numbers that do not stand in the question.</summary>
    public List<double> NewNumbers(ComparedText question) => Numbers.FindAll(number => !question.Numbers.Contains(number));

    /// <summary>Whether each has a number that the other lacks: one that only says more has not said otherwise.</summary>
    public bool NumbersDiffer(ComparedText other) => Numbers.Exists(number => !other.Numbers.Contains(number)) && other.Numbers.Exists(number => !Numbers.Contains(number));

    /// <summary>How many words stand in each that do not stand in the other, at least; 0 when one only says more.</summary>
    public int ReplacedWords(ComparedText other) => Math.Min(Core.Count(word => !other.Core.Contains(word)), other.Core.Count(word => !Core.Contains(word)));

    /// <summary>Whether one has a word and the other the same word with a prefix that denies it.</summary>
    public bool IsOppositeOf(ComparedText other) => Core.Any(word => IsDenied(word, other)) || other.Core.Any(word => IsDenied(word, this));

    private static bool IsDenied(string word, ComparedText other) =>
        word.Length >= 3 && !other.Core.Contains(word) && Array.Exists(s_denyingPrefixes, prefix => other.Core.Contains(prefix + word));

    /// <summary>A mark between letters or digits (don't, 3.5, 1,000), and the sign before a digit.</summary>
    private static bool BelongsToWord(string text, int at, char c)
    {
        var next = at + 1 < text.Length ? text[at + 1] : ' ';
        var before = at > 0 ? text[at - 1] : ' ';
        if (c is '\'') return char.IsLetter(before) && char.IsLetter(next);
        if (c is '.' or ',') return char.IsAsciiDigit(before) && char.IsAsciiDigit(next);
        return c is '-' or '−' && char.IsAsciiDigit(next) && !char.IsLetterOrDigit(before);
    }

    private static void Take(StringBuilder word, List<string> words)
    {
        if (word.Length == 0) return;
        words.Add(word.ToString());
        word.Clear();
    }

    /// <summary>Commas between groups of three digits are left out; words for small numbers count.</summary>
    private static bool TryNumber(string word, out double number)
    {
        if (char.IsAsciiDigit(word[0]) || word[0] is '-' or '−')
        {
            return double.TryParse(word.Replace(",", "", StringComparison.Ordinal).Replace('−', '-'), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
        }

        number = Array.IndexOf(s_small, word);
        return number >= 0;
    }

    /// <summary>Without 1, whose word is a pronoun as often.</summary>
    private static readonly string[] s_small = ["zero", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
}
