using System.Globalization;
using System.Text;

namespace Reprise.Cache.Judging;

/// <summary>
/// Cuts a text into words in one way of writing: capitals, punctuation, contractions, spelling variants, articles and courtesies are gone, and the many ways of
/// beginning the same question are one.
/// </summary>
internal static class Wording
{
    private static readonly string[] s_persons = ["i", "we", "you", "one", "someone", "somebody", "anyone", "people"];
    private static readonly string[] s_requests = ["tell", "explain", "give", "write", "show", "help", "describe", "list", "provide", "translate", "summarize", "create", "make", "suggest", "recommend", "find", "generate", "let"];
    private static readonly string[] s_questions = ["what", "which", "who", "whom", "whose", "when", "where", "why", "how", "if", "whether"];
    private static readonly string[][] s_courtesies =
    [
        ["please"], ["kindly"], ["tell", "me"], ["let", "me", "know"], ["i", "want", "to", "know"], ["i", "would", "like", "to", "know"], ["i", "need", "to", "know"], ["i", "am", "wondering"],
        ["i", "was", "wondering"], ["i", "wonder"], ["do", "you", "know"], ["does", "anyone", "know"], ["do", "anyone", "know"], ["does", "anybody", "know"], ["i", "would", "like", "you", "to"], ["i", "want", "you", "to"], ["i", "need", "you", "to"],
    ];

    private static readonly string[][] s_thanks = [["thank", "you", "very", "much"], ["thank", "you", "in", "advance"], ["thanks", "in", "advance"], ["thanks", "so", "much"], ["thanks", "a", "lot"], ["thank", "you"], ["thanks"], ["please"]];

    /// <summary>The words of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="words">Where they are put, with what is known of their writing.</param>
    public static void Read(string text, List<WrittenWord> words)
    {
        Cut(text, words);
        DropCourtesies(words);
        words.RemoveAll(word => word.Text is "a" or "an" or "the" or "please" or "kindly");
        JoinQuestion(words);
    }

    private static void Cut(string text, List<WrittenWord> words)
    {
        var word = new StringBuilder();
        var (capital, capitals, begins) = (false, 0, true);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i] switch { '’' or '‘' or 'ʼ' => '\'', '–' or '−' => '-', var other => other };
            var next = i + 1 < text.Length ? text[i + 1] : ' ';
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                if (word.Length == 0) capital = char.IsUpper(c);
                if (char.IsUpper(c)) capitals++;
                word.Append(char.ToLowerInvariant(c));
                continue;
            }

            // Marks that belong to a word: don't, 3.5, 10:30, 1,000, U.S., C++, C#.
            if (word.Length > 0 && c == '\'' && char.IsLetter(next)) { word.Append(c); continue; }
            if (word.Length > 0 && c is '.' or ':' && char.IsDigit(word[^1]) && char.IsDigit(next)) { word.Append(c); continue; }
            if (word.Length > 0 && c == ',' && char.IsDigit(word[^1]) && char.IsDigit(next)) continue;
            if (c == '.' && char.IsLetter(next) && i > 0 && char.IsLetter(text[i - 1]) && (i < 2 || !char.IsLetterOrDigit(text[i - 2]))) continue;
            if (word.Length > 0 && c is '+' or '#' && !char.IsLetterOrDigit(next) && char.IsLetter(word[^1])) { word.Append(c); if (c == '+' && next == '+') { word.Append('+'); i++; } continue; }
            if (word.Length > 0 && c == '-' && word.ToString() is "e" or "wi") continue;

            End(c);
            if (char.IsWhiteSpace(c)) continue;
            if (c is '.' or '!' or '?' or ':' or '\n') begins = true;
            if (Counts(c, i > 0 ? text[i - 1] : ' ', next)) words.Add(new WrittenWord(c is '&' ? "and" : c.ToString(), false, false, false));
        }

        End(' ');

        void End(char after)
        {
            if (word.Length == 0) return;
            var initial = begins || words.Count == 0;
            AddWord(words, word.ToString(), capital && !initial, capitals == word.Length && capitals > 1, after is ',' or '!' or '.' or ':');
            word.Clear();
            (capitals, begins) = (0, false);
        }
    }

    /// <summary>Of the marks only those that change what is asked: operators, currencies, signs of other scripts. A hyphen counts between or before numbers.</summary>
    private static bool Counts(char c, char before, char next) => c switch
    {
        '.' or ',' or ';' or ':' or '!' or '?' or '"' or '\'' or '(' or ')' or '“' or '”' or '`' or '…' or '[' or ']' or '«' or '»' or '_' or '~' or '—' => false,
        '-' => char.IsDigit(next) && !char.IsLetter(before),
        '*' => char.IsLetterOrDigit(before) && char.IsLetterOrDigit(next) || before == ' ' && next == ' ',
        _ => !char.IsControl(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control),
    };

    private static void AddWord(List<WrittenWord> words, string text, bool capital, bool allCapitals, bool pauses)
    {
        text = Words.Written(text);
        // IT is not it, and US is not us, unless everything is in capitals, which the caller cannot know yet.
        if (allCapitals && text is "it" or "us" or "who" or "or" or "am" or "ok") { words.Add(new WrittenWord(text + "^", true, true, pauses)); return; }
        var apostrophe = text.IndexOf('\'', StringComparison.Ordinal);
        if (apostrophe < 0)
        {
            if (text == "cannot") { Add("can"); Add("not"); }
            else Add(text);
            return;
        }

        var (head, tail) = (text[..apostrophe], text[(apostrophe + 1)..]);
        switch (tail)
        {
            case "t" when head.EndsWith('n'):
                Add(head switch { "can" => "can", "won" => "will", "shan" => "shall", _ => head[..^1] });
                Add("not");
                break;
            case "re": Add(head); Add("are"); break;
            case "ve": Add(head); Add("have"); break;
            case "ll": Add(head); Add("will"); break;
            case "m": Add(head); Add("am"); break;
            case "d": Add(head); Add("would"); break;
            case "s" when head is "what" or "who" or "where" or "how" or "when" or "why" or "it" or "that" or "there" or "he" or "she" or "here": Add(head); Add("is"); break;
            case "s" when head == "let": Add(head); Add("us"); break;
            case "s": Add(head); break;
            default: Add(head + tail); break;
        }

        void Add(string part)
        {
            if (part.Length > 0) words.Add(new WrittenWord(part, capital, allCapitals, pauses));
        }
    }

    private static void DropCourtesies(List<WrittenWord> words)
    {
        if (words.Count > 2 && words[0].Text is "hi" or "hello" or "hey" && words[0].Pauses) words.RemoveAt(0);
        else if (words.Count > 3 && words[0].Text is "hi" or "hello" or "hey" && words[1].Text is "there" or "all" or "everyone" or "guys" && words[1].Pauses) words.RemoveRange(0, 2);
        foreach (var thanks in s_thanks)
        {
            if (words.Count > thanks.Length + 1 && At(words, words.Count - thanks.Length, thanks)) words.RemoveRange(words.Count - thanks.Length, thanks.Length);
        }

        for (var again = true; again;)
        {
            again = false;
            if (words.Count > 4 && words[0].Text is "can" or "could" or "would" or "will" && words[1].Text == "you"
                && (words[2].Text is "please" or "kindly" || Array.IndexOf(s_requests, words[2].Text) >= 0))
            {
                words.RemoveRange(0, 2);
                again = true;
            }

            foreach (var courtesy in s_courtesies)
            {
                if (words.Count <= courtesy.Length + 1 || !At(words, 0, courtesy)) continue;
                // "Do you know Python" asks something; "do you know why" only leads to what is asked.
                if (courtesy[^1] is "know" or "wonder" or "wondering" && Array.IndexOf(s_questions, words[courtesy.Length].Text) < 0) continue;
                words.RemoveRange(0, courtesy.Length);
                again = true;
            }
        }
    }

    /// <summary>"How do I", "how can one", "how should you" ask what "how to" asks; "what does … mean" asks for the meaning.</summary>
    private static void JoinQuestion(List<WrittenWord> words)
    {
        for (var i = 0; i + 2 < words.Count; i++)
        {
            if (words[i].Text != "how" || words[i + 1].Text is not ("do" or "can" or "could" or "should" or "would" or "does" or "might" or "may") || Array.IndexOf(s_persons, words[i + 2].Text) < 0) continue;
            words[i + 1] = words[i + 1] with { Text = "to" };
            words.RemoveAt(i + 2);
        }

        if (words.Count > 3 && words[0].Text == "what" && words[1].Text is "does" or "do" && words[^1].Text == "mean")
        {
            words[1] = words[1] with { Text = "is" };
            words.RemoveAt(words.Count - 1);
            words.Insert(2, new WrittenWord("meaning", false, false, false));
            words.Insert(3, new WrittenWord("of", false, false, false));
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Text == "are") words[i] = words[i] with { Text = "is" };
            else if (words[i].Text == "were") words[i] = words[i] with { Text = "was" };
        }
    }

    private static bool At(List<WrittenWord> words, int start, string[] expected)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (words[start + i].Text != expected[i]) return false;
        }

        return true;
    }
}

/// <param name="Text">Lower case, in one way of writing.</param>
/// <param name="IsCapital">Begins with a capital though no sentence begins there.</param>
/// <param name="IsAllCapitals">Two or more letters, all capitals.</param>
/// <param name="Pauses">A comma, full stop or the like comes behind it.</param>
internal readonly record struct WrittenWord(string Text, bool IsCapital, bool IsAllCapitals, bool Pauses);
