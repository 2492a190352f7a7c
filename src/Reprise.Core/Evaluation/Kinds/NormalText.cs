using System.Text;

namespace Reprise.Evaluation.Kinds;

/// <summary>A text without what does not matter to its meaning.</summary>
internal static class NormalText
{
    /// <summary>One form of each letter, runs of white space as one space, no punctuation at the ends.</summary>
    public static string Of(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var c in Composed(text))
        {
            if (!char.IsWhiteSpace(c)) words.Append(c);
            else if (words.Length > 0 && words[^1] != ' ') words.Append(' ');
        }

        return words.ToString().Trim().Trim('.', ',', ';', ':', '!', '?', '"', '\'', '`', '*', '“', '”', '„', '‘', '’', ' ');
    }

    private static string Composed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a letter: the text stays as it is.
            return text;
        }
    }
}
