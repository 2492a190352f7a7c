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
    private static readonly (string, string)[] s_plainForms = [("are", "is"), ("were", "was"), ("does", "do"), ("could", "can"), ("ways", "way")];
    private static readonly string[] s_possible = ["is", "it", "possible", "to"];
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
        text = EnglishWords.Written(text);
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

    /// <summary>
    /// "How do I", "how can one", "what are some ways to" and "how should you" ask what "how to" asks, "is it possible to" what "can one" asks, "what does … mean" for
    /// the meaning, and "which is the best" what "what is the best" asks.
    /// </summary>
    private static void JoinQuestion(List<WrittenWord> words)
    {
        Replace(words, s_plainForms);
        words.RemoveAll(word => word.Text is "some" or "any" or "really" or "actually" or "exactly" or "just");
        JoinHow(words);
        JoinWays(words);
        if (words.Count > 3 && words[0].Text == "what" && words[1].Text == "do" && words[^1].Text == "mean")
        {
            words[1] = words[1] with { Text = "is" };
            words.RemoveAt(words.Count - 1);
            words.Insert(2, new WrittenWord("meaning", false, false, false));
            words.Insert(3, new WrittenWord("of", false, false, false));
        }

        if (words.Count > 3 && At(words, 0, s_possible))
        {
            words.RemoveRange(0, 2);
            words[0] = words[0] with { Text = "can" };
            words[1] = words[1] with { Text = "one" };
        }
        else if (words.Count > 2 && words[0].Text == "can" && words[1].Text is "i" or "we" or "people" or "someone" or "anyone") words[1] = words[1] with { Text = "one" };

        // Which of two comes first when both are compared makes no difference.
        for (var i = 0; i + 4 < words.Count; i++)
        {
            if (words[i].Text is not ("difference" or "differences" or "similarities") || words[i + 1].Text != "between" || words[i + 3].Text != "and" || i + 5 != words.Count) continue;
            if (string.CompareOrdinal(words[i + 2].Text, words[i + 4].Text) > 0) (words[i + 2], words[i + 4]) = (words[i + 4], words[i + 2]);
        }
    }

    private static void JoinHow(List<WrittenWord> words)
    {
        for (var i = 0; i + 2 < words.Count; i++)
        {
            if (words[i].Text != "how" || words[i + 1].Text is not ("do" or "can" or "should" or "would" or "might" or "may") || Array.IndexOf(s_persons, words[i + 2].Text) < 0) continue;
            words[i + 1] = words[i + 1] with { Text = "to" };
            words.RemoveAt(i + 2);
        }

        // Whose it is matters to the one who asks, not to how it is done.
        if (words.Count > 3 && words[0].Text == "how" && words[1].Text == "to") words.RemoveAll(word => word.Text is "my" or "your" or "our" or "their");
    }

    private static void JoinWays(List<WrittenWord> words)
    {
        var at = 0;
        if (words.Count > 3 && words[0].Text == "what" && words[1].Text == "is") at = 2;
        if (at == 0) return;
        if (words[at].Text is "good" or "possible" or "different" or "various" && words.Count > 5) at++;
        if (words[at].Text is not ("way" or "ways" or "method" or "methods") || words[at + 1].Text is not "to") return;
        words.RemoveRange(0, at + 1);
        words.Insert(0, new WrittenWord("how", false, false, false));
        words.RemoveAll(word => word.Text is "my" or "your" or "our" or "their");
    }

    private static void Replace(List<WrittenWord> words, (string From, string To)[] forms)
    {
        for (var i = 0; i < words.Count; i++)
        {
            foreach (var (from, to) in forms)
            {
                if (words[i].Text == from) words[i] = words[i] with { Text = to };
            }
        }

        if (words.Count > 2 && words[0].Text == "which" && words[1].Text == "is") words[0] = words[0] with { Text = "what" };
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
