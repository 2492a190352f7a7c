using System.Text;
using Reprise.Wire;

namespace Reprise.Evaluation.Text;

/// <summary>Whether an answer refuses to answer.</summary>
/// <remarks>
/// Phrases are looked for in the first lines only, since a refusal begins with itself and a long answer may speak of limits later. A list finds phrases and does not
/// understand: "I can't help but smile" is passed over by name, other such turns may not be.
/// </remarks>
internal static class Refusals
{
    private const int Beginning = 300;

    /// <summary>Thai; before it in Unicode stand the scripts with spaces between words.</summary>
    private const char FirstSpaceless = '\u0E00';

    private static readonly string[] s_reasons = ["refusal", "content_filter", "content_filtered", "safety", "prohibited_content", "guardrail_intervened"];

    /// <summary>By the provider's own word: its refusal field or the reason why the answer ended.</summary>
    public static bool IsMarked(AnswerReading answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return !string.IsNullOrEmpty(answer.Refusal) || answer.FinishReason is { } reason && s_reasons.Contains(reason.ToLowerInvariant(), StringComparer.Ordinal);
    }

    /// <summary>The phrase by which it shows; null when it shows by none.</summary>
    public static string? Find(string text)
    {
        var beginning = Plain(text.Length > 2 * Beginning ? text[..(2 * Beginning)] : text);
        if (beginning.Length > Beginning) beginning = beginning[..Beginning];
        foreach (var turn in RefusalPhrases.Harmless) beginning = beginning.Replace(turn, " ", StringComparison.Ordinal);
        return Array.Find(RefusalPhrases.All, phrase => IsThere(beginning, phrase));
    }

    /// <summary>At the beginning of a word where the script has words; how it ends is for its grammar.</summary>
    private static bool IsThere(string text, string phrase)
    {
        for (var at = text.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || !char.IsLetter(text[at - 1]) || phrase[0] >= FirstSpaceless) return true;
        }

        return false;
    }

    /// <summary>Lower case, plain apostrophes, one space for white space and marks of emphasis.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || c is '*' or '_' or ',' or '，')
            {
                if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
            }
            else plain.Append(c is '’' or '`' ? '\'' : char.ToLowerInvariant(c));
        }

        return plain.ToString();
    }
}
